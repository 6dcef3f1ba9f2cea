using System.Collections.Immutable;
using Candor.Market.Training;
using FsCheck;
using FsCheck.Fluent;
using static Candor.Market.Tests.Training.GuardSetting;

namespace Candor.Market.Tests.Training;

/// <summary>Whatever a platform sends, and whenever the client restarts: sums over two lists never differ by anybody whose
/// guilt was not checked.</summary>
public sealed class UnmaskGuardPropertyTests
{
    private const int Members = 7;

    // One message: what it is, of whom, and in which variant. Anything may come at any time.
    private static readonly Arbitrary<(int Kind, int Bits, int Epoch)[]> s_messages =
        (from kind in Gen.Choose(0, 15)
         from bits in Gen.Choose(0, (1 << Members) - 1)
         from epoch in Gen.Choose(0, 6)
         select (kind, bits, epoch)).ArrayOf().ToArbitrary();

    [Fact]
    public void AnySequence_RestartsIncluded_ReachesNoTwoListsButForTheException()
    {
        int seen = 0;
        Prop.ForAll(s_messages, messages =>
        {
            var client = new Client();
            foreach ((int kind, int bits, int epoch) in messages)
            {
                client.Take(kind, bits, (ulong)epoch);
            }

            seen = Math.Max(seen, client.Unmasked.Count);
            return client.Holds();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithStartSize(10).WithEndSize(120));

        // Otherwise the law would have been about nothing.
        Assert.True(seen >= 2, $"At most {seen} lists were unmasked in a sequence.");
    }

    private sealed class Client
    {
        private readonly List<byte[]> _backups = [];
        private UnmaskGuard _guard = UnmaskGuard.Begin(Terms);

        // What left the client, and whose guilt it had been told by then: outside its state, as the world sees it.
        internal List<(Unmasking Sent, ImmutableArray<int> Places)> Unmasked { get; } = [];

        private HashSet<int> Guilty { get; } = [];

        internal bool Holds() => Unmasked.Zip(Unmasked.Skip(1)).All(pair =>
            (pair.First.Sent.Equals(pair.Second.Sent))
            || (pair.Second.Places.All(pair.First.Places.Contains)
                && pair.Second.Places.Length < pair.First.Places.Length
                && pair.First.Places.Except(pair.Second.Places).All(Guilty.Contains)));

        internal void Take(int kind, int bits, ulong epoch)
        {
            TrainingList list = Of(FirstOf(Members), [.. FirstOf(Members).Members.Where(member => (bits >> member.Place & 1) != 0)]);
            int place = bits % Members;
            switch (kind)
            {
                case 0:
                    Keep(_guard.AcceptFirst(bits % 5 == 0 ? FirstOf(Members - 1) : FirstOf(Members)));
                    break;
                case 1:
                    Keep(_guard.Commit(Digest($"c{bits % 2}")));
                    break;
                case 2 or 3:
                    Keep(_guard.Mask(epoch, list, Digest($"m{epoch}")));
                    break;
                case 4 or 5 or 6:
                    TrainingList all = _guard.Unmasked ?? FirstOf(Members);
                    Keep(_guard.Mask(_guard.Epoch + 1, bits % 2 == 0 ? all : Less(all, place), Digest($"n{_guard.Epoch}")));
                    break;
                case 7 or 8 or 9 when _guard.List is not null:
                    Keep(_guard.Check(Masks(_guard), Digest($"x{bits % 3}")));
                    break;
                case 10 or 11 or 12 when _guard.List is not null:
                    Unmask(bits);
                    break;
                case 13:
                    Guilty.UnionWith(Keep(_guard.NoteGuilt(place)) ? [place] : []);
                    break;
                case 14 when _guard.List is not null:
                    Keep(_guard.OpenPair(new SignedStep(place, _guard.Epoch, _guard.List.Digest, _guard.Context), bits % 2 == 0));
                    break;
                default:
                    Restart(bits);
                    break;
            }
        }

        // The platform shows a log that is whole: one that hides what the client wrote, with a state that was set back, is not
        // withstood, and the claims say so.
        private void Unmask(int bits)
        {
            SignedStep[] checks = Steps(_guard, _ => bits % 7 == 0 ? Digest("other") : _guard.Context.ToArray());
            if (Keep(_guard.Unmask(bits % 5 == 0 ? checks[1..] : checks, [.. Unmasked.Select(one => one.Sent)])))
            {
                Unmasked.Add((_guard.Unmaskings[^1], [.. _guard.List!.Members.Select(member => member.Place)]));
            }
        }

        private void Restart(int bits)
        {
            byte[] stored = bits % 4 == 0 && _backups.Count > 0 ? _backups[bits % _backups.Count] : _guard.ToArray();
            _guard = ReadBack(stored);
            _backups.Add(stored);
        }

        private bool Keep(GuardAnswer answer)
        {
            Assert.True(answer.Refusal is null || ReferenceEquals(answer.State, _guard));
            Assert.True(!answer.IsRepeat || ReferenceEquals(answer.State, _guard));

            // Whatever it has answered is on its disk, and it may be killed right after.
            _guard = ReadBack(answer.State.ToArray());
            return answer.Refusal is null && !answer.IsRepeat;
        }

        private static UnmaskGuard ReadBack(byte[] stored)
        {
            Assert.True(UnmaskGuard.TryParse(stored, Terms, out UnmaskGuard? read));
            Assert.Equal(stored, read.ToArray());
            return read;
        }
    }
}
