using Candor.V1;
using Google.Protobuf;

namespace Candor.Client.Tests.Datasets;

public sealed class TagDatasetTests : ClientTestBase
{
    [Fact]
    public async Task TagDataset_MarketWithValidation_TagsByItsRulesUnderAFreshKey()
    {
        await CreateWithValidationAsync();
        string path = Folder.Write("data.csv", "age,ward\n61,A1\n-1,A1\n61, A1\n62,\n");

        Dataset first = await TagAsync(path);
        Dataset second = await TagAsync(path);

        Assert.Equal((2u, 1L, 1L), (first.Records, first.BrokenRows, first.RepeatedRows));
        Assert.Equal("line 3, column 'age': '-1' is below 0, the least value", Assert.Single(first.Faults).ToString());
        Assert.Equal(second.Records, first.Records);
        Assert.NotEqual(second.PublicKey.ToArray(), first.PublicKey.ToArray());
        Assert.NotEqual(second.Root.ToArray(), first.Root.ToArray());
    }

    [Fact]
    public async Task TagDataset_MarketWithoutValidation_SaysSoBeforeReading()
    {
        await CreateAsync();

        var refused = await Assert.ThrowsAsync<CandorException>(() => TagAsync(Folder["absent.csv"]));

        Assert.Equal(("VALIDATION_NOT_ASKED", ErrorReason.ValidationNotAsked), (refused.Reason, refused.ErrorReason));
        Assert.Contains(TestMarket.Name, refused.Message, StringComparison.Ordinal);
        Assert.Contains("asks for no validation and trains nothing", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TagDataset_KeyOfAnother_IsRefused()
    {
        await CreateWithValidationAsync();

        var refused = await Assert.ThrowsAsync<CandorException>(() => Client
            .GetParticipantHandle(TestMarket.Id, "north", Market.Keys[1])
            .TagDatasetAsync(Folder["absent.csv"], cancellationToken: Limit));

        Assert.Equal("KEY_NOT_ON_RECORD", refused.Reason);
    }

    private Task<Dataset> TagAsync(string path) => North.TagDatasetAsync(path, cancellationToken: Limit);

    private Task<MarketInfo> CreateWithValidationAsync()
    {
        MarketDefinition definition = Market.Definition();
        definition.Validation = new Validation { Records = new RecordFormat() };
        definition.Validation.Records.Columns.Add(new RecordColumn
        {
            Name = "age",
            Integer = new RecordColumn.Types.Integer { Minimum = 0 },
        });
        definition.Validation.Records.Columns.Add(new RecordColumn
        {
            Name = "ward",
            Optional = true,
            Text = new RecordColumn.Types.Text { Pattern = "[A-Z][0-9]" },
        });
        definition.Validation.Validators.Add(new V1.Validator
        {
            Id = "registry",
            PublicKey = ByteString.FromBase64(Market.OperatorKey.PublicKey),
        });
        return Operator.CreateMarketAsync(new(definition), Limit);
    }
}
