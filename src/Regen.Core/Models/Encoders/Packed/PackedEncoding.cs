using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Regen.Core.Models.Encoders.Packed;

/// <summary>From token ids to the vectors of a form: batches, the model, pooling.</summary>
internal sealed class PackedEncoding(IPackedModel model, Device device, int? batchTokens) : IDisposable
{
    private const int CacheSizedBatch = 1024; // tokens whose states stay in a processor's caches
    private const int AcceleratorBatch = 65536;

    private readonly int batchTokens = batchTokens ?? (device.type == DeviceType.CPU ? CacheSizedBatch : AcceleratorBatch);

    private delegate Span<float> RowsOf(int text);

    /// <summary>Calls that pay at once: on the processor one per thread, as one call's operators are too small to share out well.</summary>
    public int Workers => device.type == DeviceType.CPU ? get_num_threads() : 1;

    /// <param name="ids">Token ids of each text, special ones included; at least one.</param>
    /// <param name="form">Which vectors of each text.</param>
    /// <param name="stop">Checked between batches.</param>
    public EncodedTexts Run(int[][] ids, TextForm form, CancellationToken stop)
    {
        var encoded = new EncodedTexts(model.Width, Array.ConvertAll(ids, text => TextPooling.RowCount(form, text.Length)));
        foreach (var batch in PackedTexts.Of(ids, batchTokens))
        {
            stop.ThrowIfCancellationRequested();
            Run(batch, form, encoded.WritableRowsOf);
        }

        return encoded;
    }

    public void Dispose() => model.Dispose();

    private void Run(PackedTexts batch, TextForm form, RowsOf rowsOf)
    {
        using var gradless = no_grad();
        using var scope = NewDisposeScope();
        var states_ND = model.Forward(tensor(batch.Ids, device: device), batch.Runs).to(ScalarType.Float32).cpu().contiguous();
        var states = MemoryMarshal.Cast<byte, float>(states_ND.bytes);
        var text = 0;
        foreach (var run in batch.Runs)
        {
            for (var i = 0; i < run.Texts; i++, text++)
            {
                var first = run.Start + (i * run.Length);
                TextPooling.Pool(states.Slice(first * model.Width, run.Length * model.Width), model.Width, form, rowsOf(batch.Texts[text]));
            }
        }
    }
}
