using Regen.Core.Configuration;

namespace Regen.Core.Data;

/// <summary>The preparation that stands in for CALRec's (Li et al. 2024, arXiv:2405.02429), whose exact rules are not published.</summary>
public static class CalRec
{
    /// <summary>Titles required, exact and consecutive duplicates dropped, five interactions a user, leave-one-out, no critiques.</summary>
    public static PrepareConfig Default { get; } = new()
    {
        RequireTitle = true,
        DropDuplicateRecords = true,
        CollapseConsecutive = "item",
        KeepFirstPerItem = false,
        MinInteractions = 5,
        DropUnusedItems = true,
        Split = "leave_one_out",
        Critiques = new CritiqueSourceConfig { Source = "none", MinSharedLevels = 4, Seed = 0, Absent = "null" },
    };
}
