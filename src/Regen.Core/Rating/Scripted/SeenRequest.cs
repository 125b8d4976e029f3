using System.Globalization;
using Regen.Core.Text;

namespace Regen.Core.Rating.Scripted;

/// <summary>An item as the request's text shows it.</summary>
internal sealed class SeenItem
{
    private IReadOnlySet<string>? words;
    private IReadOnlySet<string>? reviewWords;

    public string Title { get; set; } = "";

    public string Brand { get; set; } = "";

    public string Category { get; set; } = "";

    public string Description { get; set; } = "";

    public double? Price { get; set; }

    public double? Stars { get; set; }

    public string Review { get; set; } = "";

    /// <summary>Words that the shop says about the item.</summary>
    public IReadOnlySet<string> Words => words ??= TextWords.Of($"{Title} {Brand} {Category} {Description}");

    /// <summary>Words that the customer says about it.</summary>
    public IReadOnlySet<string> ReviewWords => reviewWords ??= TextWords.Of(Review);

    public int SharedLevels(SeenItem other) =>
        Category.Split(" > ").Zip(other.Category.Split(" > ")).TakeWhile(static pair => pair.First == pair.Second && pair.First.Length > 0).Count();
}

/// <summary>What a rater understands of a request that it knows as text alone.</summary>
internal sealed class SeenRequest
{
    private const string Opening = "Every line that begins with ";

    public List<SeenItem> History { get; } = [];

    public SeenItem? Target { get; private set; }

    public string About { get; private set; } = "";

    /// <summary>Critiques of the history.</summary>
    public List<string> Critiques { get; } = [];

    /// <summary>Kinds and texts.</summary>
    public List<(string Kind, string Text)> Outputs { get; } = [];

    /// <summary>The grades that are asked for, as they are to be written.</summary>
    public List<(string Kind, string Attribute)> Asked { get; } = [];

    /// <returns>Null for a text that is no request to a rater.</returns>
    public static SeenRequest? Parse(string text)
    {
        if (!text.StartsWith(Opening, StringComparison.Ordinal) || text.IndexOf(' ', Opening.Length) is not (> 0 and var end))
        {
            return null;
        }

        var mark = text[Opening.Length..end];
        var request = new SeenRequest();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(mark, StringComparison.Ordinal) && line.Length > mark.Length + 1)
            {
                request.AddData(line[(mark.Length + 1)..].ToString());
            }
            else
            {
                request.AddHeading(line);
            }
        }

        return request;
    }

    private void AddHeading(ReadOnlySpan<char> line)
    {
        if (line.StartsWith("PURCHASE ", StringComparison.Ordinal))
        {
            History.Add(new SeenItem());
        }
        else if (line is "WANTED ITEM" or "ITEM OF THE NARRATIVE")
        {
            Target = new SeenItem();
        }
        else if (line.StartsWith("OUTPUT ", StringComparison.Ordinal))
        {
            Outputs.Add((line["OUTPUT ".Length..].ToString(), ""));
        }
        else if (line.StartsWith("GRADE ", StringComparison.Ordinal) && line.EndsWith(": n", StringComparison.Ordinal))
        {
            var names = line["GRADE ".Length..^": n".Length].ToString().Split(' ');
            Asked.Add((names[0], names[^1]));
        }
    }

    private void AddData(string data)
    {
        var colon = data.IndexOf(": ", StringComparison.Ordinal);
        var (label, value) = colon < 0 ? (data, "") : (data[..colon], data[(colon + 2)..]);
        if (Outputs.Count > 0)
        {
            Outputs[^1] = (Outputs[^1].Kind, Outputs[^1].Text + value);
        }
        else if (label == "critique before it")
        {
            Critiques.Add(value);
        }
        else if (label == "about the customer")
        {
            About = value;
        }
        else if ((Target ?? History.LastOrDefault()) is { } item)
        {
            Fill(item, label, value);
        }
    }

    private static void Fill(SeenItem item, string label, string value)
    {
        switch (label)
        {
            case "title":
                item.Title = value;
                break;
            case "brand":
                item.Brand = value;
                break;
            case "category":
                item.Category = value;
                break;
            case "description":
                item.Description = value;
                break;
            case "price":
                item.Price = Number(value);
                break;
            case "stars":
                item.Stars = Number(value);
                break;
            default:
                item.Review += value + " ";
                break;
        }
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
