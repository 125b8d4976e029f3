using FsCheck;
using FsCheck.Fluent;
using Regen.Core.LanguageModels;
using Xunit;

namespace Regen.Core.Tests.LanguageModels;

public sealed class LedgerBookTests
{
    /// <summary>Reservations, settlements below them, and restarts after a kill or a clean end, in any order: neither bound is ever passed.</summary>
    [Fact]
    public void No_order_of_events_passes_a_budget() => Prop.ForAll<int[]>(static events =>
    {
        var budget = new Budget { MaxRequests = 12, MaxCost = TokenEstimate.Dollars(60) };
        var (book, saved, open) = (new LedgerBook([]), new List<LedgerLine>(), new Queue<long>());
        foreach (var number in events.Select(static number => Math.Abs(number % 40)))
        {
            switch (number % 4)
            {
                case 0 or 1:
                    var cost = number / 4;
                    if (book.TryReserve(cost, budget) is null)
                    {
                        open.Enqueue(cost);
                    }

                    break;
                case 2 when open.TryDequeue(out var reserved):
                    book.Settle(new LedgerLine(number > 20 ? AttemptKind.Answered : AttemptKind.Unsent, 1, reserved, number > 20 ? reserved / 2 : 0, 0, 0));
                    break;
                case 3:
                    saved.AddRange(book.TakeUnsaved());
                    (book, open) = (new LedgerBook(saved), new Queue<long>());
                    break;
            }

            var totals = book.Totals;
            if (totals.Attempts > 12 || totals.Cost > TokenEstimate.Dollars(60) + 1e-15 || totals.Open != open.Count)
            {
                return false;
            }
        }

        return true;
    }).QuickCheckThrowOnFailure();
}
