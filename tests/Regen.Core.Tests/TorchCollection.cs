using Xunit;

namespace Regen.Core.Tests;

/// <summary>Tests that set or count what belongs to the whole process: torch's seed, its threads, its living tensors. Nothing runs beside them.</summary>
[CollectionDefinition("torch", DisableParallelization = true)]
public sealed class TorchCollection;
