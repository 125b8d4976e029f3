using System.Globalization;
using System.Text.Json;
using Regen.Core.Domain;

namespace Regen.Core.Data.Sample;

/// <summary>The metadata file, in the shape of UCSD's Amazon 2018 metadata and in no order that tells anything.</summary>
internal sealed class MetadataLines(SampleCatalogue catalogue, ItemTexts texts, JsonLines lines)
{
    private static readonly DateTime FirstListing = new(2008, 1, 1);

    public void Write(IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        var count = catalogue.Titled + catalogue.Untitled;
        var stride = SampleCatalogue.Coprime(count, (int)(count * 0.618));
        for (var row = 0; row < count; row++)
        {
            if (row % 10_000 == 0)
            {
                stop.ThrowIfCancellationRequested();
                progress?.Report(new WorkProgress("writing metadata", row, count, "items"));
            }

            var item = (int)((long)row * stride % count);
            lines.Add(item, item < catalogue.Titled ? Titled : Untitled);
        }

        progress?.Report(new WorkProgress("writing metadata", count, count, "items"));
    }

    private void Untitled(Utf8JsonWriter json, int item)
    {
        Strings(json, "category", []);
        Strings(json, "description", []);
        json.WriteString("title", "");
        Strings(json, "also_buy", []);
        json.WriteString("brand", "");
        Strings(json, "feature", []);
        json.WriteString("main_cat", "Office Products");
        json.WriteString("price", "");
        json.WriteString("asin", catalogue.Asin(item));
    }

    private void Titled(Utf8JsonWriter json, int item)
    {
        var random = catalogue.RandomOf(item, "listing");
        Strings(json, "category", catalogue.LacksCategory(item) ? [] : catalogue.FamilyOf(item).Path);
        json.WriteString("tech1", "");
        Strings(json, "description", catalogue.LacksDescription(item) ? [] : [texts.Description(item)]);
        json.WriteString("fit", "");
        json.WriteString("title", texts.Title(item));
        Strings(json, "also_buy", Partners(item));
        json.WriteString("tech2", "");
        json.WriteString("brand", catalogue.LacksBrand(item) ? "" : texts.Brand(item));
        Strings(json, "feature", random.Next(4) == 0 ? [] : texts.Features(item));
        Strings(json, "rank", [$">#{1 + random.Next(900_000):N0} in Office Products (See top 100)"]);
        Strings(json, "also_view", Alternatives(item, random));
        json.WriteString("main_cat", "Office Products");
        json.WriteString("similar_item", "");
        json.WriteString("date", FirstListing.AddDays(random.Next(3200)).ToString("MMMM d, yyyy", CultureInfo.InvariantCulture));
        json.WriteString("price", catalogue.LacksPrice(item) ? "" : "$" + texts.Price(item));
        json.WriteString("asin", catalogue.Asin(item));
        Strings(json, "imageURL", []);
    }

    private IEnumerable<string> Partners(int item)
    {
        for (var which = 0; which < Shopper.PartnersPerItem; which++)
        {
            yield return catalogue.Asin(Shopper.PartnerOf(catalogue, item, which));
        }
    }

    private string[] Alternatives(int item, SeededRandom random)
    {
        var family = catalogue.FamilyOf(item).Number;
        HashSet<int> found = [];
        for (var draw = random.Next(6); draw > 0; draw--)
        {
            found.Add(catalogue.Draw(family, random));
        }

        found.Remove(item);
        return [.. found.Select(catalogue.Asin)];
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
