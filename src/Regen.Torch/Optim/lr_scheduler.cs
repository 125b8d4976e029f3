namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Schedules of learning rates; call step() after each optimiser step (or epoch).</summary>
        public static class lr_scheduler
        {
            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) =>
                new Modules.LambdaLR(optimizer, lr_lambda, last_epoch);

            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new Modules.LambdaLR(optimizer, epoch => Math.Pow(gamma, epoch / step_size), last_epoch);

            public static LRScheduler LinearLR(
                Optimizer optimizer,
                double start_factor = 1.0 / 3,
                double end_factor = 1.0,
                int total_iters = 5,
                int last_epoch = -1,
                bool verbose = false) =>
                new Modules.LambdaLR(
                    optimizer,
                    epoch => start_factor + ((end_factor - start_factor) * Math.Min(epoch, total_iters) / total_iters),
                    last_epoch);

            public static LRScheduler CosineAnnealingLR(
                Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) =>
                new Modules.CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch);

            /// <summary>Sets the rate of every group from the number of steps taken.</summary>
            public abstract class LRScheduler
            {
                private readonly Optimizer optimizer;
                private int epoch;

                private protected LRScheduler(Optimizer optimizer, int lastEpoch)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    this.optimizer = optimizer;
                    epoch = lastEpoch;
                }

                public virtual void step() => step(epoch + 1);

                public virtual void step(int? current_epoch)
                {
                    epoch = current_epoch ?? epoch + 1;
                    foreach (var group in optimizer.ParamGroups)
                    {
                        group.LearningRate = Rate(group.InitialLearningRate, epoch);
                    }
                }

                public IEnumerable<double> get_last_lr() => optimizer.ParamGroups.Select(group => group.LearningRate);

                private protected abstract double Rate(double initial, int epoch);
            }
        }
    }
}
