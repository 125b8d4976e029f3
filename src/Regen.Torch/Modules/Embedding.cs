using TorchSharp.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <param name="padding_idx">A row that starts at zero and is not trained.</param>
            public static Modules.Embedding Embedding(
                long num_embeddings,
                long embedding_dims,
                long? padding_idx = null,
                double? max_norm = null,
                double norm_type = 2.0,
                bool scale_grad_by_freq = false,
                bool sparse = false,
                Device? device = null,
                ScalarType? dtype = null)
            {
                using var guard = no_grad();
                var table = new Modules.Parameter(torch.empty([num_embeddings, embedding_dims], dtype, device).normal_());
                if (padding_idx is { } padding)
                {
                    using var row = table.select(0, padding);
                    row.zero_();
                }

                return new Modules.Embedding(table, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            }

            public static Modules.Embedding Embedding_from_pretrained(
                Tensor embeddings,
                bool freeze = true,
                long? padding_idx = null,
                double? max_norm = null,
                double norm_type = 2.0,
                bool scale_grad_by_freq = false,
                bool sparse = false,
                Device? device = null,
                ScalarType? dtype = null)
            {
                ArgumentNullException.ThrowIfNull(embeddings);
                var table = new Modules.Parameter(
                    embeddings.detach().to(dtype ?? embeddings.dtype, device ?? embeddings.device, copy: true), !freeze);
                return new Modules.Embedding(table, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            }
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>A table of learned vectors, [count, width]; looks up rows by int64 numbers of any shape.</summary>
    public sealed class Embedding : Module<Tensor, Tensor>
    {
        private readonly long padding;
        private readonly double? maxNorm;
        private readonly double normType;
        private readonly bool scaleByFrequency;
        private readonly bool sparse;
        private Parameter table;

        internal Embedding(Parameter table, long? padding, double? maxNorm, double normType, bool scaleByFrequency, bool sparse)
            : base(nameof(Embedding))
        {
            this.table = table;
            this.padding = padding switch { null => -1, < 0 => table.size(0) + padding.Value, _ => padding.Value };
            this.maxNorm = maxNorm;
            this.normType = normType;
            this.scaleByFrequency = scaleByFrequency;
            this.sparse = sparse;
            register_parameter(nameof(weight), table);
        }

        public Parameter weight
        {
            get => table;
            set
            {
                table = value;
                register_parameter(nameof(weight), value);
            }
        }

        public override Tensor forward(Tensor input)
        {
            if (maxNorm is { } limit)
            {
                using var guard = no_grad();
                Aten.embedding_renorm_.Run(table, input, limit, normType);
            }

            return Aten.embedding.Call(table, input, padding, scaleByFrequency, sparse);
        }
    }
}
