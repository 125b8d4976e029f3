namespace Regen.Core.Models.Encoders.Hashed;

/// <summary>A word of a text: lower case, without accents, and whether it is a number.</summary>
internal readonly record struct HashedWord(string Text, bool IsNumber);
