using System.Text;
using System.Text.Json;
using Regen.Core.Domain;

namespace Regen.Core.Text;

/// <summary>Reads WordPiece settings from the files that models are published with.</summary>
internal static class WordPieceFiles
{
    private const string Fix = "point to a folder with the published tokenizer.json, or vocab.txt and tokenizer_config.json, of a BERT model";

    private static readonly string[] BertSpecials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    public static WordPieceSettings ReadFolder(string folder)
    {
        var json = Path.Combine(folder, "tokenizer.json");
        var vocabulary = Path.Combine(folder, "vocab.txt");
        if (File.Exists(json))
        {
            return ReadTokenizerJson(json);
        }

        return File.Exists(vocabulary)
            ? ReadVocabulary(vocabulary, Path.Combine(folder, "tokenizer_config.json"))
            : throw new RegenException("no tokenizer.json and no vocab.txt", folder, Fix);
    }

    public static WordPieceSettings ReadTokenizerJson(string path)
    {
        using var document = ReadJson(path);
        try
        {
            return Read(document.RootElement, path);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new RegenException($"not a BERT WordPiece tokenizer: {e.Message}", path, Fix, e);
        }
    }

    private static WordPieceSettings Read(JsonElement root, string path)
    {
        var model = root.GetProperty("model");
        Expect(model, "WordPiece", "model", path);
        Expect(root.GetProperty("normalizer"), "BertNormalizer", "normalizer", path);
        Expect(root.GetProperty("pre_tokenizer"), "BertPreTokenizer", "pre_tokenizer", path);
        var normalizer = root.GetProperty("normalizer");
        var (classToken, separatorToken) = ReadTemplate(root.GetProperty("post_processor"), path);
        var vocabulary = model.GetProperty("vocab").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32(), StringComparer.Ordinal);
        return new WordPieceSettings
        {
            Vocabulary = vocabulary,
            AddedTokens = ReadAddedTokens(root.GetProperty("added_tokens"), vocabulary, path),
            Normalization = new BertNormalization
            {
                CleanText = normalizer.GetProperty("clean_text").GetBoolean(),
                SeparateIdeographs = normalizer.GetProperty("handle_chinese_chars").GetBoolean(),
                StripAccents = OptionalFlag(normalizer, "strip_accents"),
                LowerCase = normalizer.GetProperty("lowercase").GetBoolean(),
            },
            ContinuingPrefix = model.GetProperty("continuing_subword_prefix").GetString()!,
            MaxWordLength = model.GetProperty("max_input_chars_per_word").GetInt32(),
            UnknownToken = model.GetProperty("unk_token").GetString()!,
            ClassToken = classToken,
            SeparatorToken = separatorToken,
            Source = path,
        };
    }

    /// <summary>The tokens before and after the text: of a TemplateProcessing's "single", or of a BertProcessing.</summary>
    private static (string Class, string Separator) ReadTemplate(JsonElement processor, string path)
    {
        if (processor.GetProperty("type").GetString() == "BertProcessing")
        {
            return (processor.GetProperty("cls")[0].GetString()!, processor.GetProperty("sep")[0].GetString()!);
        }

        Expect(processor, "TemplateProcessing", "post_processor", path);
        var parts = processor.GetProperty("single").EnumerateArray().ToList();
        if (parts is not [var first, var middle, var last] || !middle.TryGetProperty("Sequence", out _))
        {
            throw new RegenException("post_processor.single is not one token, the text, one token", path, Fix);
        }

        return (SpecialOf(first), SpecialOf(last));

        static string SpecialOf(JsonElement part) => part.GetProperty("SpecialToken").GetProperty("id").GetString()!;
    }

    private static List<string> ReadAddedTokens(JsonElement added, Dictionary<string, int> vocabulary, string path)
    {
        var tokens = new List<string>();
        foreach (var token in added.EnumerateArray())
        {
            var content = token.GetProperty("content").GetString()!;
            string[] flags = ["single_word", "lstrip", "rstrip", "normalized"];
            if (flags.FirstOrDefault(flag => OptionalFlag(token, flag) == true) is { } flag)
            {
                throw new RegenException($"added token {content} has {flag}, which is not read", path, Fix);
            }

            vocabulary[content] = token.GetProperty("id").GetInt32();
            tokens.Add(content);
        }

        return tokens;
    }

    private static WordPieceSettings ReadVocabulary(string path, string configPath)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        var lines = File.ReadAllText(path, Encoding.UTF8).Split('\n');
        foreach (var line in lines.Length > 0 && lines[^1].Length == 0 ? lines[..^1] : lines)
        {
            if (!vocabulary.TryAdd(line.TrimEnd('\r'), vocabulary.Count))
            {
                throw new RegenException($"'{line}' stands in the vocabulary twice", $"{path}:{vocabulary.Count + 1}", Fix);
            }
        }

        return new WordPieceSettings
        {
            Vocabulary = vocabulary,
            AddedTokens = [.. BertSpecials.Where(vocabulary.ContainsKey)],
            Normalization = ReadNormalization(configPath),
            Source = path,
        };
    }

    private static BertNormalization ReadNormalization(string configPath)
    {
        if (!File.Exists(configPath))
        {
            throw new RegenException("vocab.txt does not say whether text is lower-cased", configPath, Fix);
        }

        using var document = ReadJson(configPath);
        var root = document.RootElement;
        return new BertNormalization
        {
            LowerCase = OptionalFlag(root, "do_lower_case") ?? true,
            StripAccents = OptionalFlag(root, "strip_accents"),
            SeparateIdeographs = OptionalFlag(root, "tokenize_chinese_chars") ?? true,
        };
    }

    private static JsonDocument ReadJson(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonDocument.Parse(stream);
        }
        catch (JsonException e)
        {
            throw new RegenException($"not JSON: {e.Message}", path, Fix, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"cannot be read: {e.Message}", path, Fix, e);
        }
    }

    private static bool? OptionalFlag(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value.GetBoolean() : null;

    private static void Expect(JsonElement element, string type, string name, string path)
    {
        var found = element.ValueKind == JsonValueKind.Object ? element.GetProperty("type").GetString() : element.ToString();
        if (found != type)
        {
            throw new RegenException($"{name} is '{found}', not {type}", path, Fix);
        }
    }
}
