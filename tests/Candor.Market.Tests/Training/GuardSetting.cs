using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Candor.Market.Training;

namespace Candor.Market.Tests.Training;

/// <summary>Lists and signed messages as a platform could show them to a client.</summary>
internal static class GuardSetting
{
    internal const int Self = 1;

    internal static readonly GuardTerms Terms = new(Digest("market"), Self, MinContributors: 3, MinRecords: 20);

    internal static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    internal static TrainingList FirstOf(int count, uint records = 10)
    {
        ImmutableArray<ListedMember> members = [.. Enumerable.Range(0, count).Select(place => Member(place, records))];
        return new TrainingList(DigestOf(members), DigestOf(members), members);
    }

    internal static TrainingList Less(TrainingList list, params int[] places) =>
        Of(list, [.. list.Members.Where(member => !places.Contains(member.Place))]);

    internal static TrainingList Of(TrainingList first, ImmutableArray<ListedMember> members) =>
        new(DigestOf(members), first.FirstDigest, members);

    internal static ListedMember Member(int place, uint records) => new(place, records, Digest($"member {place}"));

    internal static SignedStep[] Steps(UnmaskGuard guard, Func<int, byte[]> content) =>
        [.. guard.List!.Members.Select(member =>
            new SignedStep(member.Place, guard.Epoch, guard.List.Digest, content(member.Place)))];

    internal static SignedStep[] Masks(UnmaskGuard guard) =>
        Steps(guard, place => place == Self ? guard.Masked.ToArray() : Digest($"masks {place}"));

    internal static UnmaskGuard Give(GuardAnswer answer)
    {
        Assert.True(answer.Refusal is null, answer.Refusal?.Message);
        Assert.False(answer.IsRepeat);
        return answer.State;
    }

    /// <summary>A client that has sent its points in an epoch.</summary>
    internal static UnmaskGuard Checked(TrainingList first)
    {
        UnmaskGuard guard = Give(UnmaskGuard.Begin(Terms).AcceptFirst(first));
        guard = Give(guard.Commit(Digest("commitments")));
        return CheckedIn(guard, 1, first);
    }

    internal static UnmaskGuard CheckedIn(UnmaskGuard guard, ulong epoch, TrainingList list)
    {
        guard = Give(guard.Mask(epoch, list, Digest($"own masks {epoch}")));
        return Give(guard.Check(Masks(guard), Digest($"context {epoch}")));
    }

    internal static GuardAnswer Unmask(UnmaskGuard guard, params Unmasking[] logged) =>
        guard.Unmask(Steps(guard, _ => guard.Context.ToArray()), logged);

    private static byte[] DigestOf(ImmutableArray<ListedMember> members) => Digest(string.Join(
        ";", members.Select(member => $"{member.Place} {member.Records} {Convert.ToHexString(member.Identity.Span)}")));
}
