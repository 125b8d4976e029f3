namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What is done to gradients between backward and the step.</summary>
        public static class utils
        {
            /// <summary>Scales all gradients so that their common norm is at most max_norm.</summary>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Modules.Parameter> parameters, double max_norm, double norm_type = 2.0) =>
                Training.ClipGradients([.. parameters], max_norm, norm_type);

            /// <summary>Clamps every element of every gradient to [-clip_value, clip_value].</summary>
            public static void clip_grad_value_(IEnumerable<Modules.Parameter> parameters, double clip_value)
            {
                ArgumentNullException.ThrowIfNull(parameters);
                using var guard = no_grad();
                foreach (var parameter in parameters)
                {
                    using var gradient = parameter.grad;
                    gradient?.clamp_(-clip_value, clip_value);
                }
            }
        }
    }
}
