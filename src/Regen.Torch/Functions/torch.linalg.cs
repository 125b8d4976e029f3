using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Linear algebra.</summary>
    public static class linalg
    {
        /// <summary>Eigenvalues, ascending, and eigenvectors (as columns) of a symmetric matrix.</summary>
        /// <param name="input">Float or double [..., n, n].</param>
        /// <param name="UPLO">Which triangle is read: 'L' or 'U'.</param>
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => Aten.linalg_eigh.Call2(input, UPLO.ToString());
    }
}
