using Candor.Client.Receipts;
using Candor.Market.Training;

namespace Candor.Client.Tests.Contributions;

/// <summary>Two participations with one receipt would each keep its own answers over the other's.</summary>
public sealed class OneAtATimeTests : TrainingTestBase
{
    [Fact]
    public async Task Participate_ReceiptThatAnotherUses_IsRefusedBeforeAnythingIsSentOrWritten()
    {
        var keyed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<List<ParticipationProgress>> first = RunAsync(0, told: step =>
        {
            if (step is ParticipationContributed { Step: TrainingStep.Keys })
            {
                keyed.SetResult();
            }
        });
        await keyed.Task.WaitAsync(Limit);

        ReceiptException refused = await Assert.ThrowsAsync<ReceiptException>(() => RunAsync(0));

        Assert.Equal((ReceiptFault.InUse, "RECEIPT_IN_USE"), (refused.Fault, refused.Reason));
        Assert.Contains(OptionsOf(0).ReceiptPath!, refused.Message, StringComparison.Ordinal);
        Assert.Contains("used by another process or participation; expected one at a time", refused.Message, StringComparison.Ordinal);
        await Task.WhenAll(Enumerable.Range(1, 3).Select(i => RunAsync(i)));
        Assert.Equal(48, (await first).OfType<ParticipationDelivered>().Single().Model!.Records);
        Assert.Single(
            Server.Faults.RequestsOf<V1.SubmitContributionRequest>(),
            request => request.Participant.EndsWith("/ash", StringComparison.Ordinal)
                && request.Envelope.PayloadType == Wire.Signing.PayloadType.Of<V1.MaskKeyPayload>());
        Assert.False(File.Exists(OptionsOf(0).ReceiptPath + ReceiptLock.Suffix));
    }

    [Fact]
    public void Take_AReceiptThatWasLetGoOf_HoldsItAnew()
    {
        string receipt = Folder["r.receipt"];
        using (ReceiptLock.Take(receipt, "p"))
        {
            Assert.Equal(ReceiptFault.InUse, Assert.Throws<ReceiptException>(() => ReceiptLock.Take(receipt, "p")).Fault);
        }

        using ReceiptLock? again = ReceiptLock.Take(receipt, "p");
        Assert.NotNull(again);
        Assert.Null(ReceiptLock.Take(Folder["none/r.receipt"], "p"));
    }
}
