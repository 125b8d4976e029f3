using Regen.Core.Domain;

namespace Regen.Core.Text;

/// <summary>What a text encoder reads of an item: title, brand, category path, description, as far as each is there.</summary>
/// <remarks>Source: the order of the paper's prompts (title, category, description), with the brand beside the title.</remarks>
public static class ItemText
{
    /// <summary>"title. brand. root > ... > leaf. description", markup and entities taken out; empty for an item that tells nothing.</summary>
    public static string Of(Item item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var path = string.Join(" > ", item.Categories.Select(PlainText.Of).Where(level => level.Length > 0));
        string[] parts = [PlainText.Of(item.Title), PlainText.Of(item.Brand), path, PlainText.Of(item.Description)];
        return string.Join(". ", parts.Select(part => part.TrimEnd('.', ' ')).Where(part => part.Length > 0));
    }
}
