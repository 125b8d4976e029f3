using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimisers and the schedules of their rates.</summary>
    public static partial class optim
    {
        /// <summary>The learning rate of a group of parameters.</summary>
        public interface ILearningRateController
        {
            double LearningRate { get; set; }

            /// <summary>The rate that schedules start from.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>Moves parameters along their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            private protected Optimizer()
            {
            }

            /// <summary>Groups of parameters, each with a rate and settings of its own.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => Groups;

            private protected List<ParamGroup> Groups { get; } = [];

            public virtual void zero_grad() => Training.ZeroGradients([.. parameters()], setToNone: true);

            /// <summary>One update of every parameter that has a gradient.</summary>
            /// <param name="closure">Computes the loss again, with gradients; its result is returned.</param>
            public virtual Tensor? step(Func<Tensor>? closure = null)
            {
                Tensor? loss = null;
                if (closure is not null)
                {
                    using var recording = enable_grad();
                    loss = closure();
                }

                using var guard = no_grad();
                foreach (var group in Groups)
                {
                    Step(group);
                }

                return loss;
            }

            public virtual IEnumerable<Parameter> parameters() => Groups.SelectMany(group => group.Parameters);

            public virtual void add_param_group(ParamGroup param_group)
            {
                ArgumentNullException.ThrowIfNull(param_group);
                param_group.Parameters = [.. param_group.Parameters];
                Complete(param_group);
                Groups.Add(param_group);
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
            }

            private protected abstract void Step(ParamGroup group);

            /// <summary>Fills in what the group leaves open and makes its states.</summary>
            private protected abstract void Complete(ParamGroup group);

            /// <summary>Settings per group and states per parameter, in order: the live objects, no copies.</summary>
            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

                public List<OptimizerOptions> Options { get; } = [];

                public List<OptimizerState> State { get; } = [];
            }
        }
    }
}
