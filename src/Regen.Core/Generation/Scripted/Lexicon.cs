using System.Collections.Frozen;

namespace Regen.Core.Generation.Scripted;

/// <summary>In what two items can differ.</summary>
internal enum Aspect
{
    Kind,
    Color,
    Material,
    Tip,
    Format,
    Quality,
    Part,
    Measure,
    Count,
    Brand,
    Price,
    Segment,
    Absent,
    Nothing,
}

/// <summary>A word or two that a title may hold, and how a shopper says it.</summary>
internal sealed record Term(Aspect Aspect, string Spoken);

/// <summary>The words of stationery, desk and office goods that the scripted writer knows.</summary>
internal static class Lexicon
{
    /// <summary>Words that only shade a color ("dark green").</summary>
    public static readonly FrozenSet<string> Shades = Set("light dark pastel neon bright royal navy sky forest rose cool metallic pale deep hot midnight");

    public static readonly FrozenSet<string> Colors = Set(
        "black white blue red green yellow pink purple orange gray grey brown silver gold clear navy teal turquoise burgundy beige tan ivory cream violet lavender magenta cyan aqua lime charcoal maroon platinum bronze copper sepia mint coral plum");

    public static readonly FrozenSet<string> Materials = Set(
        "leather leatherette metal steel plastic wood wooden bamboo aluminum mesh fabric vinyl poly polypropylene kraft cork glass foam rubber cardboard acrylic canvas nylon felt ceramic brass resin chrome walnut oak mahogany maple cherry granite marble wool cotton silicone");

    public static readonly FrozenSet<string> Formats = Set("letter legal a4 a5 a6 b5 half-page tabloid standard");

    /// <summary>Of two or three words first; the spoken form behind "=" where it differs.</summary>
    private const string Qualities =
        "heavy duty=heavy-duty|self adhesive=self-adhesive|low odor=low-odor|double sided=double-sided|high yield=high-yield|all in one=all-in-one|cross cut=cross-cut|micro cut=micro-cut|strip cut=strip-cut|acid free=acid-free"
        + "|quick dry=quick-drying|non slip=non-slip|wide ruled=wide-ruled|college ruled=college-ruled|legal ruled=legal-ruled|dry erase=dry-erase|wet erase=wet-erase|hook and loop=hook-and-loop|extra strength=extra-strong|heavy weight=heavyweight"
        + "|easy peel=easy-peel|super sticky=super-sticky|pop up=pop-up|water resistant=water-resistant|self sealing=self-sealing|self seal=self-sealing|pressure sensitive=pressure-sensitive|energy saving=energy-saving|top loading=top-loading|sliding blade=sliding-blade"
        + "|retractable|wireless|cordless|corded|magnetic|ergonomic|portable|waterproof|washable|recycled|erasable|ruled|lined|unruled|perforated|expanding|adjustable|rechargeable|refillable|compact|mini|jumbo|large|small|personal|professional"
        + "|industrial|scented|removable|repositionable|permanent|transparent|translucent|glossy|matte|laminated|spiral|wirebound|hardcover|softcover|padded|quiet|electric|manual|automatic|monochrome|laser|inkjet|duplex|digital|solar|desktop|handheld"
        + "|foldable|folding|stackable|hanging|disposable|decorative|classic|deluxe|premium|slim|thick|thin|heavyweight|lightweight|round|square|rectangular|oval|fluorescent|mechanical|wooden|triangular|vertical|horizontal|dotted|blank|plain|insulated|anti-static"
        + "|capped|needle-tip|rotating|expandable|reinforced|commercial|architectural|pigmented|dated|undated|weekly|monthly|daily|yearly|antimicrobial|tilting|swivel|locking|rolling|stick|vintage|narrow|graph|bound|watercolor|ventilated|tinted|textured|pastel|neon|combo|photo|wide format=wide-format|two sided=two-sided";

    private const string Parts =
        "window=a window|windows=windows|lid=a lid|lids=lids|handle=a handle|handles=handles|wheels=wheels|casters=casters|pocket=a pocket|pockets=pockets|clip=a clip|tabs=tabs|grip=a grip|zipper=a zipper|lock=a lock|drawer=a drawer|drawers=drawers"
        + "|shelf=a shelf|cover=a cover|eraser=an eraser|erasers=erasers|dispenser=a dispenser|wrist rest=a wrist rest|mouse pad=a mouse pad|strap=a strap|fax=fax|scanner=a scanner|copier=a copier|bluetooth=Bluetooth|wifi=Wi-Fi|wi fi=Wi-Fi|display=a display"
        + "|speakerphone=a speakerphone|answering machine=an answering machine|answering system=an answering system|caller id=caller ID|timer=a timer|hooks=hooks|magnets=magnets|refill=a refill|refills=refills|cushion=a cushion|dividers=dividers|adapter=an adapter"
        + "|usb=USB|ethernet=Ethernet|airprint=AirPrint|adf=a document feeder|document feeder=a document feeder|touchscreen=a touchscreen|touch screen=a touchscreen|headset=a headset|armrests=armrests|arms=arms|headrest=a headrest|frame=a frame|tray=a tray|holder=a holder"
        + "|inserts=inserts|labels=labels|d rings=D-rings|d ring=D-rings|slant rings=slant rings|elastic=an elastic|ribbon=a ribbon|lumbar support=lumbar support|gel=gel|velcro=Velcro|string=a string|tassel=a tassel|sharpener=a sharpener|stand=a stand|battery=a battery"
        + "|batteries=batteries|converter=a converter|cap=a cap|flap=a flap|hole punched=punched holes|self stick=a sticky back|envelopes=envelopes|key=a key|keys=keys|alarm=an alarm|memory=memory|backlight=a backlight";

    private const string Tips =
        "extra fine=extra fine|ultra fine=ultra fine|super fine=super fine|micro=micro|fine=fine|medium=medium|bold=bold|broad=broad|chisel=chisel|needle=needle|brush=brush|bullet=bullet|twin=twin|dual=dual|jumbo=jumbo";

    /// <summary>Title words (runs of one to three, joined by a space) to terms. Tips count only before tip, point, nib or line.</summary>
    public static readonly FrozenDictionary<string, Term> Terms = Terminology();

    public static readonly FrozenDictionary<string, string> TipWords = Pairs(Tips).ToFrozenDictionary(pair => pair.Written, pair => pair.Spoken);

    /// <summary>Words that name nothing by themselves.</summary>
    public static readonly FrozenSet<string> Fillers = Set("and the with for from per each new of in on by to or a an plus set pack box count inches inch size sizes color colors style model item items product products series type line brand packaging retail office supplies");

    /// <summary>First words of terms that have several.</summary>
    public static readonly FrozenSet<string> Starts =
        Terms.Keys.Where(key => key.Contains(' ')).Select(key => key[..key.IndexOf(' ')]).ToFrozenSet();

    public static readonly FrozenSet<string> NoBrands = Set("generic unknown various unbranded none amazon n/a other");

    private static FrozenDictionary<string, Term> Terminology()
    {
        Dictionary<string, Term> terms = [];
        void Add(Aspect aspect, IEnumerable<(string Written, string Spoken)> pairs)
        {
            foreach (var (written, spoken) in pairs)
            {
                terms.TryAdd(written, new Term(aspect, spoken));
            }
        }

        Add(Aspect.Material, Materials.Select(word => (word, word is "wooden" ? "wood" : word is "poly" or "polypropylene" ? "plastic" : word)));
        Add(Aspect.Format, Formats.Select(word => (word, word.Length == 2 ? word.ToUpperInvariant() : word)));
        Add(Aspect.Quality, Pairs(Qualities));
        Add(Aspect.Part, Pairs(Parts));
        return terms.ToFrozenDictionary();
    }

    private static IEnumerable<(string Written, string Spoken)> Pairs(string list) =>
        list.Split('|').Select(entry => entry.Split('=')).Select(pair => (pair[0].Replace('-', ' '), pair[^1]));

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet();
}
