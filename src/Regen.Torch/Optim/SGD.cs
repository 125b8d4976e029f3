using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static SGD SGD(
                IEnumerable<Parameter> parameters,
                double learningRate,
                double momentum = 0.0,
                double dampening = 0,
                double weight_decay = 0,
                bool nesterov = false,
                bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(
                IEnumerable<SGD.ParamGroup> parameters,
                double learningRate,
                double momentum = 0.0,
                double dampening = 0,
                double weight_decay = 0,
                bool nesterov = false,
                bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Stochastic gradient descent with momentum, as torch.optim.SGD does it.</summary>
    public sealed class SGD : OptimizerHelper
    {
        private readonly Options defaults;

        public SGD(
            IEnumerable<Parameter> parameters,
            double learningRate,
            double momentum = 0.0,
            double dampening = 0,
            double weight_decay = 0,
            bool nesterov = false,
            bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], learningRate, momentum, dampening, weight_decay, nesterov, maximize)
        {
        }

        public SGD(
            IEnumerable<ParamGroup> parameters,
            double learningRate,
            double momentum = 0.0,
            double dampening = 0,
            double weight_decay = 0,
            bool nesterov = false,
            bool maximize = false)
        {
            ArgumentNullException.ThrowIfNull(parameters);
            ArgumentOutOfRangeException.ThrowIfNegative(learningRate);
            ArgumentOutOfRangeException.ThrowIfNegative(momentum);
            ArgumentOutOfRangeException.ThrowIfNegative(weight_decay);
            if (nesterov && (momentum <= 0 || dampening != 0))
            {
                throw new ArgumentException("Nesterov needs momentum and no dampening", nameof(nesterov));
            }

            defaults = new Options
            {
                LearningRate = learningRate,
                momentum = momentum,
                dampening = dampening,
                weight_decay = weight_decay,
                nesterov = nesterov,
                maximize = maximize,
            };
            foreach (var group in parameters)
            {
                add_param_group(group);
            }
        }

        private protected override void Complete(Modules.ParamGroup group)
        {
            ((Options)group.Options).FillFrom(defaults);
            foreach (var parameter in group.Parameters)
            {
                States[parameter] = new State();
            }
        }

        private protected override void Step(Modules.ParamGroup group)
        {
            var options = (Options)group.Options;
            using var scope = NewDisposeScope();
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is { } gradient)
                {
                    Step(parameter, gradient, options, (State)States[parameter]);
                }
            }
        }

        private static void Step(Parameter parameter, Tensor gradient, Options options, State state)
        {
            var slope = options.maximize == true ? -gradient : gradient;
            if (options.weight_decay > 0)
            {
                slope = slope.add(parameter, options.weight_decay.Value);
            }

            if (options.momentum > 0)
            {
                var push = state.Push(slope, options.momentum.Value, 1 - (options.dampening ?? 0));
                slope = options.nesterov == true ? slope.add(push, options.momentum.Value) : push;
            }

            parameter.add_(slope, -options.LearningRate!.Value);
        }

        /// <summary>What SGD remembers about one parameter.</summary>
        public sealed class State : OptimizerState
        {
            /// <summary>Null before the first step with momentum.</summary>
            public Tensor? momentum_buffer { get; set; }

            public override void to(Device device)
            {
                if (momentum_buffer is { } buffer && buffer.device != device)
                {
                    momentum_buffer = buffer.to(device).DetachFromDisposeScope();
                    buffer.Dispose();
                }
            }

            public override void SaveStateDict(BinaryWriter writer)
            {
                ArgumentNullException.ThrowIfNull(writer);
                writer.Write(momentum_buffer is not null);
                momentum_buffer?.Save(writer);
            }

            public override void LoadStateDict(BinaryReader reader)
            {
                ArgumentNullException.ThrowIfNull(reader);
                momentum_buffer?.Dispose();
                momentum_buffer = reader.ReadBoolean() ? Tensor.Load(reader, CPU).DetachFromDisposeScope() : null;
            }

            public override void LoadStateDict(OptimizerState source)
            {
                momentum_buffer?.Dispose();
                momentum_buffer = ((State)source).momentum_buffer?.clone().DetachFromDisposeScope();
            }

            public override bool ApproximatelyEquals(OptimizerState other) =>
                other is State sgd && (momentum_buffer is null
                    ? sgd.momentum_buffer is null
                    : sgd.momentum_buffer is { } buffer && buffer.allclose(momentum_buffer));

            internal Tensor Push(Tensor slope, double momentum, double share)
            {
                if (momentum_buffer is null)
                {
                    momentum_buffer = slope.clone().DetachFromDisposeScope();
                }
                else
                {
                    momentum_buffer.mul_(momentum).add_(slope, share);
                }

                return momentum_buffer;
            }

            protected override void Dispose(bool disposing) => momentum_buffer?.Dispose();
        }

        /// <summary>Settings of SGD.</summary>
        public sealed class Options : OptimizerOptions
        {
            public double? momentum { get; set; }

            public double? dampening { get; set; }

            public double? weight_decay { get; set; }

            public bool? nesterov { get; set; }

            public bool? maximize { get; set; }

            public override void SaveStateDict(BinaryWriter writer)
            {
                base.SaveStateDict(writer);
                writer.Write(momentum!.Value);
                writer.Write(dampening!.Value);
                writer.Write(weight_decay!.Value);
                writer.Write(nesterov!.Value);
                writer.Write(maximize!.Value);
            }

            public override void LoadStateDict(BinaryReader reader)
            {
                base.LoadStateDict(reader);
                momentum = reader.ReadDouble();
                dampening = reader.ReadDouble();
                weight_decay = reader.ReadDouble();
                nesterov = reader.ReadBoolean();
                maximize = reader.ReadBoolean();
            }

            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                (momentum, dampening, weight_decay) = (other.momentum, other.dampening, other.weight_decay);
                (nesterov, maximize) = (other.nesterov, other.maximize);
            }

            internal void FillFrom(Options defaults)
            {
                LearningRate ??= defaults.LearningRate;
                InitialLearningRate ??= LearningRate;
                momentum ??= defaults.momentum;
                dampening ??= defaults.dampening;
                weight_decay ??= defaults.weight_decay;
                nesterov ??= defaults.nesterov;
                maximize ??= defaults.maximize;
            }
        }

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
        }
    }
}
