using Candor.Server.Testing;
using Candor.V1;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Platform.Tests.Calls;

/// <summary>Definitions that break a rule, each named by its path.</summary>
public sealed class DefinitionRefusalTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private MarketOwner _owner = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _owner = new MarketOwner("m", 3, _server.Time.GetUtcNow().AddHours(1));
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public Task CreateMarket_NonSquareMatrix_NamesTheRow() => RefusesAsync(
        "definition.valuation.linear.rows[1].values",
        d => d.Valuation = new Valuation
        {
            Linear = new Valuation.Types.LinearExternalities { Rows = { Row(1, 0, 0), Row(0, 1), Row(0, 0, 1) } },
        });

    [Fact]
    public Task CreateMarket_NotANumber_NamesTheEntry() => RefusesAsync(
        "definition.valuation.linear.entries[1].alpha",
        d => d.Valuation.Linear.Entries[1].Alpha = double.NaN);

    [Fact]
    public Task CreateMarket_NegativeDiagonal_NamesTheEntry() => RefusesAsync(
        "definition.valuation.linear.rows[0].values[0]",
        d => d.Valuation = new Valuation
        {
            Linear = new Valuation.Types.LinearExternalities { Rows = { Row(-1, 0, 0), Row(0, 1, 0), Row(0, 0, 1) } },
        });

    [Fact]
    public Task CreateMarket_NoParticipants_NamesTheRoster() =>
        RefusesAsync("definition.roster", d => d.Roster.Clear());

    [Fact]
    public Task CreateMarket_DuplicateIds_NamesTheSecond() =>
        RefusesAsync("definition.roster[2].id", d => d.Roster[2].Id = d.Roster[0].Id);

    [Fact]
    public Task CreateMarket_DuplicateKeys_NamesTheSecond() =>
        RefusesAsync("definition.roster[2].publicKey", d => d.Roster[2].PublicKey = d.Roster[0].PublicKey);

    [Fact]
    public Task CreateMarket_FallingCurve_NamesThePoint() => RefusesAsync(
        "definition.quality.table.points[1].quality",
        d => d.Quality = new QualityCurve
        {
            Table = new QualityCurve.Types.Table
            {
                Points =
                {
                    new QualityCurve.Types.Point { Size = 1, Quality = 0.5 },
                    new QualityCurve.Types.Point { Size = 2, Quality = 0.4 },
                },
            },
        });

    [Fact]
    public async Task CreateMarket_TooManyParticipants_StatesTheLimit()
    {
        RichError error = await RefusesAsync("definition.roster", d =>
        {
            Participant template = d.Roster[0];
            d.Roster.Clear();
            for (int i = 0; i < 10_001; i++)
            {
                d.Roster.Add(new Participant { Id = $"c{i}", DisplayName = "C", PublicKey = template.PublicKey });
            }
        });

        Assert.Contains(error.Violations, v => v.Field == "definition.roster"
            && v.Description.Replace(",", "", StringComparison.Ordinal).Contains("10000", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    public Task CreateMarket_DeadlineNotAhead_NamesIt(int seconds) => RefusesAsync(
        "definition.reportDeadline",
        d => d.ReportDeadline = Timestamp.FromDateTimeOffset(_server.Time.GetUtcNow().AddSeconds(seconds)));

    [Fact]
    public Task CreateMarket_DeadlineTooFarAhead_NamesIt() => RefusesAsync(
        "definition.reportDeadline",
        d => d.ReportDeadline = Timestamp.FromDateTimeOffset(_server.Time.GetUtcNow().AddDays(367)));

    [Fact]
    public Task CreateMarket_DeadlineThatIsNoTime_NamesIt() => RefusesAsync(
        "definition.reportDeadline", d => d.ReportDeadline = new Timestamp { Seconds = long.MaxValue, Nanos = -1 });

    [Fact]
    public Task CreateMarket_NoRules_NamesAllThatIsMissing() => RefusesAsync("definition.payment", d =>
    {
        d.Payment = PaymentRule.Unspecified;
        d.Quality = null;
        d.Currency = "euro";
    });

    [Fact]
    public async Task CreateMarket_ManyFaults_ListsAsManyAsAHeaderHolds()
    {
        RichError error = await RefusesAsync("definition.roster[0].id", d =>
        {
            Participant template = d.Roster[0];
            d.Roster.Clear();
            for (int i = 0; i < 2000; i++)
            {
                d.Roster.Add(new Participant { Id = "A", DisplayName = "C", PublicKey = template.PublicKey });
            }
        });

        Assert.Contains("more", error.Violations[^1].Description, StringComparison.Ordinal);
        Assert.InRange(error.Violations.Count, 10, 200);
    }

    [Fact]
    public async Task CreateMarket_SignedByAnotherThanItsOperator_IsRefused()
    {
        CreateMarketRequest request = _owner.CreateRequest();
        request.Envelope = _owner.CompanyKeys[0].Sign(CreateMarketPayload.Parser.ParseFrom(request.Envelope.Payload));

        await _server.RefusesAsync(
            ErrorReason.KeyNotOnRecord, async () => await _server.Markets.CreateMarketAsync(request));
    }

    [Fact]
    public async Task CreateMarket_NameTaken_IsRefused()
    {
        await _owner.CreateAsync(_server.Channel);
        await _server.RefusesAsync(ErrorReason.MarketAlreadyExists, () => _owner.CreateAsync(_server.Channel));
    }

    [Fact]
    public async Task CreateMarket_OperatorNotOfTheConfiguration_IsRefused()
    {
        using var allowed = new MarketOwner("allowed", 2, _server.Time.GetUtcNow().AddHours(1));
        await using RunningServer strict = await RunningServer.StartAsync(
            o => o with { AllowedOperators = [allowed.Key.KeyId] });

        await strict.RefusesAsync(ErrorReason.OperatorNotAllowed, () => _owner.CreateAsync(strict.Channel));
        await allowed.CreateAsync(strict.Channel);
    }

    private static Valuation.Types.Row Row(params double[] values) => new() { Values = { values } };

    private async Task<RichError> RefusesAsync(string field, Action<MarketDefinition> spoil)
    {
        spoil(_owner.Definition);
        RichError error = await _server.RefusesAsync(
            ErrorReason.DefinitionInvalid, () => _owner.CreateAsync(_server.Channel));
        Assert.Contains(field, error.Violations.Select(v => v.Field));
        return error;
    }
}
