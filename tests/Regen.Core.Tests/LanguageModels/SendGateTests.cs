using Regen.Core.LanguageModels;
using Xunit;

namespace Regen.Core.Tests.LanguageModels;

public sealed class SendGateTests
{
    private readonly List<string> admitted = [];
    private readonly SendGate gate;

    public SendGateTests() => gate = new SendGate(concurrency: 2, patience: 3, errand => admitted.Add(errand.Request.User));

    [Fact]
    public void A_server_that_fails_all_gets_no_new_errands_until_it_answers_one()
    {
        Fail(3);

        gate.Enter(Errand("new", 10));
        gate.Enter(Errand("tried", 1, isRetry: true));
        Assert.Equal(["tried"], admitted);

        gate.Answered();
        Assert.Equal(["tried", "new"], admitted);
    }

    [Fact]
    public void Errands_that_used_up_their_attempts_make_room_for_new_ones()
    {
        Fail(3);
        gate.Enter(Errand("new", 10));

        gate.EndRetries();

        Assert.Equal(["new"], admitted);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(2, 3)]
    public void Few_failures_or_few_that_wait_hold_nothing_back(int failures, int retrying)
    {
        for (var i = 0; i < failures; i++)
        {
            gate.Failed();
        }

        for (var i = 0; i < retrying; i++)
        {
            gate.BeginRetries();
        }

        gate.Enter(Errand("new", 10));

        Assert.Equal(["new"], admitted);
    }

    [Fact]
    public void One_that_was_tried_never_waits_behind_a_new_one_that_is_held_back()
    {
        for (var number = 10; admitted.Count == number - 10; number++)
        {
            gate.Enter(Errand("inside", number));
        }

        admitted.Clear();
        gate.Enter(Errand("new", 1));
        Fail(3);
        gate.Enter(Errand("tried", 2, isRetry: true));

        gate.Leave(wasSent: true);

        Assert.Equal(["tried"], admitted);
    }

    private static Errand Errand(string user, long number, bool isRetry = false)
    {
        var request = Talk.Request(user);
        return new Errand(AnswerKey.Of(Talk.Scripted, "", request), request, TestContext.Current.CancellationToken) { Number = number, Again = isRetry ? new() : null };
    }

    private void Fail(int count)
    {
        for (var i = 0; i < count; i++)
        {
            gate.Failed();
            gate.BeginRetries();
        }
    }
}
