using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <param name="weight_decay">0 unless given; PyTorch's own default for AdamW is 0.01.</param>
            public static AdamW AdamW(
                IEnumerable<Parameter> parameters,
                double lr = 1e-3,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-8,
                double weight_decay = 0,
                bool amsgrad = false,
                bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static AdamW AdamW(
                IEnumerable<(string name, Parameter parameter)> parameters,
                double lr = 1e-3,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-8,
                double weight_decay = 0,
                bool amsgrad = false,
                bool maximize = false) =>
                new(parameters.Select(one => one.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static AdamW AdamW(
                IEnumerable<AdamW.ParamGroup> parameters,
                double lr = 1e-3,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-8,
                double weight_decay = 0,
                bool amsgrad = false,
                bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Adam whose weight decay acts on the weights, not on the gradients.</summary>
    /// <remarks>
    /// Source: Loshchilov and Hutter 2019, arXiv:1711.05101. The order of operations is that of torch.optim; a step over
    /// float32 and float64 parameters in host memory is one native call.
    /// </remarks>
    public sealed class AdamW : AdamOptimizer
    {
        public AdamW(
            IEnumerable<Parameter> parameters,
            double lr = 1e-3,
            double beta1 = 0.9,
            double beta2 = 0.999,
            double eps = 1e-8,
            double weight_decay = 0,
            bool amsgrad = false,
            bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
        {
        }

        public AdamW(
            IEnumerable<ParamGroup> parameters,
            double lr = 1e-3,
            double beta1 = 0.9,
            double beta2 = 0.999,
            double eps = 1e-8,
            double weight_decay = 0,
            bool amsgrad = false,
            bool maximize = false)
            : base(new Options
            {
                LearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                amsgrad = amsgrad,
                maximize = maximize,
            })
        {
            ArgumentNullException.ThrowIfNull(parameters);
            foreach (var group in parameters)
            {
                add_param_group(group);
            }
        }

        private protected override bool Decoupled => true;

        private protected override AdamState NewState(Parameter parameter, bool amsgrad) => new State(parameter, amsgrad);

        /// <summary>What AdamW remembers about one parameter.</summary>
        [SuppressMessage("Design", "CA1051", Justification = "Fields in TorchSharp, and Core must compile against both.")]
        public sealed class State : AdamState
        {
            /// <summary>Updates so far.</summary>
            public long step;

            /// <summary>Running average of the gradient.</summary>
            public Tensor exp_avg;

            /// <summary>Running average of the squared gradient.</summary>
            public Tensor exp_avg_sq;

            /// <summary>The largest running average of the squared gradient; AMSGrad only.</summary>
            public Tensor? max_exp_avg_sq;

            internal State(Parameter parameter, bool amsgrad)
            {
                exp_avg = Zeros(parameter);
                exp_avg_sq = Zeros(parameter);
                max_exp_avg_sq = amsgrad ? Zeros(parameter) : null;
            }

            internal override long Steps { get => step; set => step = value; }

            internal override Tensor Average { get => exp_avg; set => exp_avg = value; }

            internal override Tensor Square { get => exp_avg_sq; set => exp_avg_sq = value; }

            internal override Tensor? Largest { get => max_exp_avg_sq; set => max_exp_avg_sq = value; }
        }

        /// <summary>Settings of AdamW.</summary>
        public sealed class Options : AdamSettings;

        /// <summary>Parameters with settings of their own.</summary>
        public sealed class ParamGroup : ParamGroup<Options>
        {
            public ParamGroup()
            {
            }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
            {
                Parameters = parameters;
                Options = options;
            }

            public ParamGroup(
                IEnumerable<Parameter> parameters,
                double lr = 1e-3,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-8,
                double weight_decay = 0,
                bool amsgrad = false,
                bool maximize = false)
                : this(parameters, new Options
                {
                    LearningRate = lr,
                    beta1 = beta1,
                    beta2 = beta2,
                    eps = eps,
                    weight_decay = weight_decay,
                    amsgrad = amsgrad,
                    maximize = maximize,
                })
            {
            }
        }
    }
}
