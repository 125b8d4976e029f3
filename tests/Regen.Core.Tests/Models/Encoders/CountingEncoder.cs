using Regen.Core.Models.Encoders;
using Regen.Core.Models.Encoders.Hashed;

namespace Regen.Core.Tests.Models.Encoders;

/// <summary>The hashed encoder, counting its work and failing on request.</summary>
internal sealed class CountingEncoder(HashedSettings? settings = null) : ITextEncoder
{
    private readonly HashedEncoder inner = new(settings);
    private int? callsLeft;

    public int Encoded { get; private set; }

    public bool IsBroken { get; set; }

    public Action? AfterCall { get; set; }

    public string Name => inner.Name;

    public string Fingerprint => inner.Fingerprint;

    public int Width => inner.Width;

    public void FailAtCall(int? call) => callsLeft = call;

    public EncodedTexts Encode(IReadOnlyList<string> texts, TextForm form, CancellationToken stop = default)
    {
        if (--callsLeft == 0)
        {
            throw new InvalidOperationException("killed");
        }

        var encoded = inner.Encode(texts, form, stop);
        Encoded += texts.Count;
        AfterCall?.Invoke();
        return IsBroken ? new EncodedTexts(Width, [.. Enumerable.Repeat(1, texts.Count)], [.. Enumerable.Repeat(float.NaN, texts.Count * Width)]) : encoded;
    }

    public void Dispose() => inner.Dispose();
}
