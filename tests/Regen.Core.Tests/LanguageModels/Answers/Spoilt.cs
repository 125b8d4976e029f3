using System.Text;
using Regen.Core.Domain;

namespace Regen.Core.Tests.LanguageModels.Answers;

/// <summary>Good answers of a model, spoilt in one to four ways.</summary>
internal static class Spoilt
{
    private static readonly string[] Markers = ["<|im_end|>", "</s>", "<|assistant|>", "[INST]", "\n\nUser:", "```", "<think>", "\u0000", "\u001b[31m", "\ud800", "\udc00", "/*", "//"];

    public static string Answer(SeededRandom random)
    {
        var text = Good(random);
        for (var times = random.Next(4); times >= 0; times--)
        {
            text = Spoil(text, random);
        }

        return text;
    }

    public static byte[] Bytes(byte[] good, SeededRandom random)
    {
        List<byte> bytes = [.. good];
        for (var times = random.Next(3); times >= 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(bytes.Count - at, 1 + random.Next(40));
            switch (random.Next(5))
            {
                case 0:
                    bytes.RemoveRange(at, length);
                    break;
                case 1:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 2:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }

    private static string Good(SeededRandom random) => random.Next(4) switch
    {
        0 => "{\"critiques\": [\"I'd like it in black\", \"something smaller, with a \\\"cover\\\"\", \"cheaper\"]}",
        1 => "```json\n{\n  \"reasoning\": \"The user {likes} [pens]\",\n  \"critiques\": [\"less ink\", \"a caf\\u00e9 look \\ud83d\\ude00\"]\n}\n```",
        2 => "{\"reason\": \"A new desk\", \"explanation\": \"It fits: 4 drawers, 1.2e3 g.\", \"grade\": 7, \"sure\": true}",
        _ => "Sure! {'critiques': ['same in “red”', 'don't want wheels'], 'n': None}\nAnything else?",
    };

    private static string Spoil(string text, SeededRandom random)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(text.Length - at, random.Next(60));
        return random.Next(10) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, ((char)random.Next(0x10000)).ToString()),
            2 => Encoding.UTF8.GetString(Bytes(Encoding.UTF8.GetBytes(text), random)),
            3 => text.Insert(at, text.Substring(at, length)),
            4 => text.Insert(at, string.Concat(Enumerable.Repeat(random.Next(2) == 0 ? "[" : "{\"a\":", random.Next(120)))),
            5 => text.Insert(at, new string('9', random.Next(400)) + "e" + new string('9', random.Next(5))),
            6 or 7 => text.Insert(at, Markers[random.Next(Markers.Length)]),
            8 => text[..at],
            _ => text + text,
        };
    }
}
