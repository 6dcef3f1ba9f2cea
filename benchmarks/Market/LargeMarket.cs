using System.Security.Cryptography;
using Candor.Client;
using Candor.Client.Transcripts;
using Candor.Commitments;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Candor.Commitments.Statements;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire.Commands;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Candor.Wire.Verdicts;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Benchmarks.Market;

/// <summary>A market of many participants with signed messages, proofs and attestations, up to the moment before it
/// settles. The attestations are signed as a validator would; no audits are behind them here.</summary>
internal sealed class LargeMarket : IDisposable
{
    private const string Name = "markets/large";
    private const uint Size = 1_000;

    private static readonly DateTimeOffset s_start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly NoteSigner s_log = new("candor.example", Enumerable.Repeat((byte)7, 32).ToArray());

    private readonly SigningKey _operator = SigningKey.Create();
    private readonly SigningKey _validator = SigningKey.Create();
    private readonly SigningKey[] _keys;
    private readonly CommitmentOpening[] _openings;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly List<MarketEvent> _events = [];

    internal LargeMarket(int participants)
    {
        _keys = [.. Enumerable.Range(0, participants).Select(_ => SigningKey.Create())];
        _openings = [.. _keys.Select(_ => CommitmentOpening.Create(Size, _random))];
        Create();
        for (int i = 0; i < participants; i++)
        {
            Enter(i);
        }

        Report();
    }

    /// <summary>The market, everyone's report in it.</summary>
    internal MarketState State { get; private set; } = null!;

    /// <summary>Settles as the server does, all proofs in one sum.</summary>
    internal MarketEvent Settle() =>
        MarketDecider.Decide(State, new PassDeadline(State.Definition.ReportDeadline)).Events[0];

    /// <summary>Verifies every attestation's signature again.</summary>
    internal void VerifyAttestations()
    {
        foreach (var e in _events.OfType<Candor.Market.Events.CommitmentValidated>())
        {
            if (!AuthenticatedEnvelope.TryVerify(
                e.Envelope, AttestCommitment.PayloadType, _validator.VerificationKey, out _, out _))
            {
                throw new InvalidOperationException("An attestation does not hold.");
            }
        }
    }

    /// <summary>Verifies every range proof by itself.</summary>
    internal void VerifyOneByOne()
    {
        foreach (ReportState report in State.Participants.Select(p => p.Report).OfType<ReportState>())
        {
            if (ReportStatement.Verify(report.Terms, report.RangeProof.Span) != ProofFailure.None)
            {
                throw new InvalidOperationException("A range proof does not hold.");
            }
        }
    }

    /// <summary>The transcript of the settled market, as a file.</summary>
    internal byte[] WriteTranscript()
    {
        byte[][] entries = [.. _events.Append(Settle()).Select(EventCodec.Encode)];
        var tree = new MerkleAccumulator();
        foreach (byte[] entry in entries)
        {
            tree.Append(entry);
        }

        string origin = $"{s_log.Key.Name}/{Name}";
        using var file = new MemoryStream();
        TranscriptFile.Write(
            file,
            new TranscriptHeader(
                Name,
                origin,
                s_log.Key.ToString(),
                s_log.Sign(new Checkpoint(origin, tree.Size, tree.Root()).ToString())),
            entries.Select((entry, i) => TranscriptEntry.Open((ulong)i, entry)));
        return file.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _operator.Dispose();
        _validator.Dispose();
        Array.ForEach(_keys, key => key.Dispose());
        _random.Dispose();
    }

    private void Create()
    {
        var payload = new V1.CreateMarketPayload { Market = Name, RequestId = "create", Definition = Definition() };
        _ = OperatorCommands.TryCreate(
            Envelopes.Sign(_operator.Sign, payload), s_start, out CreateMarket? command, out Rejection? rejection);
        Accept(command, rejection);
    }

    private void Enter(int i)
    {
        var join = new V1.JoinMarketPayload
        {
            Participant = ParticipantName.Of(Name, $"p{i}"),
            RequestId = "join",
            DefinitionDigest = ByteString.CopyFrom(State.DefinitionDigest.Span),
        };
        _ = ParticipantCommands.TryJoin(
            State, Envelopes.Sign(_keys[i].Sign, join), s_start, out JoinMarket? joining, out Rejection? rejection);
        Accept(joining, rejection);

        byte[] root = Random(32);
        var claim = new CommitmentClaim(
            $"p{i}",
            State.DefinitionDigest,
            _openings[i].Commit().ToArray(),
            root,
            OpeningStatement.Prove(State.ContextOf(i), _openings[i], root, _random),
            RecordKey.Create(_random).PublicKey);
        SignedEnvelope commit = Envelopes.Sign(_keys[i].Sign, ClaimPayloads.ToPayload(Name, claim, "commit"));
        _ = ParticipantCommands.TryCommit(
            State, commit, s_start, Random(32), out SubmitCommitment? committing, out rejection);
        Accept(committing, rejection);
        CommitmentState standing = State.Participants[i].Commitment!;
        var attestation = new Attestation(
            State.ContextOf(i),
            standing.DatasetRoot,
            standing.RecordKey!.Value,
            standing.Commitment,
            State.Definition.Validation!.Audit);
        SignedEnvelope verdict = _validator.Sign(AttestCommitment.PayloadType, attestation.ToPayload());
        _ = VerdictCommands.TryRead(State, verdict, s_start, out MarketCommand? attesting, out rejection);
        Accept(attesting, rejection);
    }

    // Proofs are made on all processors; the market takes them one by one. The last report would settle the market, so
    // the last company of the roster never reports.
    private void Report()
    {
        var claims = new ReportClaim[_keys.Length - 1];
        Parallel.For(0, claims.Length, i =>
        {
            using var random = RandomNumberGenerator.Create();
            ReportTerms terms = State.TermsOf(i, Size - (uint)(i % 100));
            claims[i] = new ReportClaim(
                $"p{i}",
                State.DefinitionDigest,
                terms.Report,
                terms.CommitmentEvent,
                ReportStatement.Prove(terms, _openings[i], random));
        });
        for (int i = 0; i < claims.Length; i++)
        {
            SignedEnvelope report = Envelopes.Sign(_keys[i].Sign, ClaimPayloads.ToPayload(Name, claims[i], "report"));
            _ = ParticipantCommands.TryReport(
                State, report, s_start, out SubmitReport? reporting, out Rejection? rejection);
            Accept(reporting, rejection);
        }
    }

    private V1.MarketDefinition Definition()
    {
        var definition = new V1.MarketDefinition
        {
            DisplayName = "A large market",
            Operator = new Operator { Id = "operator", PublicKey = ByteString.FromBase64(_operator.PublicKey) },
            RecordsPerUnit = 100,
            Quality = new QualityCurve { Sigmoid = new QualityCurve.Types.Sigmoid() },
            Valuation = new Valuation { Linear = new Valuation.Types.LinearExternalities() },
            Allocation = AllocationRule.Efficient,
            Payment = PaymentRule.Mep,
            OptOut = OptOutRule.Everyone,
            Currency = "EUR",
            ReportDeadline = Timestamp.FromDateTimeOffset(s_start.AddDays(30)),
            LogKey = s_log.Key.ToString(),
            Validation = new Validation
            {
                Records = new V1.RecordFormat
                {
                    Columns = { new RecordColumn { Name = "age", Integer = new RecordColumn.Types.Integer() } },
                },
                Validators =
                {
                    new V1.Validator { Id = "lab", PublicKey = ByteString.FromBase64(_validator.PublicKey) },
                },
            },
        };
        for (int i = 0; i < _keys.Length; i++)
        {
            definition.Roster.Add(new Participant
            {
                Id = $"p{i}",
                DisplayName = $"Company {i}",
                PublicKey = ByteString.FromBase64(_keys[i].PublicKey),
            });

            // Everyone gains from its own quality, and loses a little to the next ten companies.
            for (int k = 0; k <= 10; k++)
            {
                definition.Valuation.Linear.Entries.Add(new Valuation.Types.Entry
                {
                    Row = (uint)i,
                    Column = (uint)((i + k) % _keys.Length),
                    Alpha = k == 0 ? 1_000 : -10,
                });
            }
        }

        return definition;
    }

    private void Accept(MarketCommand? command, Rejection? rejection)
    {
        Decision decision = command is not null
            ? MarketDecider.Decide(State, command)
            : throw new InvalidOperationException(rejection!.Message);
        if (decision.Rejection is { } decided)
        {
            throw new InvalidOperationException(decided.Message);
        }

        foreach (MarketEvent next in decision.Events)
        {
            State = MarketState.Apply(State, next);
            _events.Add(next);
        }
    }

    private byte[] Random(int length)
    {
        byte[] bytes = new byte[length];
        _random.GetBytes(bytes);
        return bytes;
    }
}
