using Valuations = Candor.V1.Valuation.Types;

namespace Candor.Wire.Tests.Support;

/// <summary>One definition for each curve, valuation and payment rule that a market can have.</summary>
internal static class DefinitionVariants
{
    internal static IEnumerable<V1.MarketDefinition> All(V1.MarketDefinition golden) =>
    [
        golden,
        With(golden, d => d.Quality = new V1.QualityCurve { Sigmoid = new V1.QualityCurve.Types.Sigmoid() }),
        With(golden, d => d.Quality = new V1.QualityCurve
        {
            PowerLaw = new V1.QualityCurve.Types.PowerLaw { Ceiling = 1, Scale = 2, Exponent = 0.5 },
        }),
        With(golden, d => d.Quality = new V1.QualityCurve
        {
            Exponential = new V1.QualityCurve.Types.Exponential { Ceiling = 1, Rate = 0.5, Shape = 1 },
        }),
        With(golden, d => d.Quality = new V1.QualityCurve
        {
            Saturating = new V1.QualityCurve.Types.Saturating { Ceiling = 1, Half = 3, Shape = 1 },
        }),
        With(golden, d => d.Quality = Table()),
        With(golden, d =>
        {
            // A curve without bound would have payments without bound.
            d.Quality = Table();
            d.Valuation = new V1.Valuation { Growth = new Valuations.Growth { Alpha = 0.5 } };
        }),
        With(golden, d => d.Valuation = new V1.Valuation { Separable = Separable() }),
        With(golden, d => d.Valuation = new V1.Valuation { Linear = Sparse() }),
        With(golden, d =>
        {
            d.Version = 3;
            d.Valuation = new V1.Valuation { Table = Values() };
            d.Allocation = V1.AllocationRule.BestOrNothing;
        }),
        With(golden, d =>
        {
            d.Payment = V1.PaymentRule.Desirable;
            d.ReportGrid = new V1.ReportGrid { UnitRecords = 4, MaxRecords = 40 };
        }),
    ];

    private static V1.QualityCurve Table() => new()
    {
        Table = new V1.QualityCurve.Types.Table
        {
            Points =
            {
                new V1.QualityCurve.Types.Point { Size = 0, Quality = 0 },
                new V1.QualityCurve.Types.Point { Size = 2, Quality = 0.5 },
                new V1.QualityCurve.Types.Point { Size = 8, Quality = 1 },
            },
        },
    };

    private static Valuations.Table Values()
    {
        var table = new Valuations.Table { Sizes = { 0, 4 } };
        for (int i = 0; i < 3; i++)
        {
            table.Tables.Add(new Valuations.ValueTable { Values = { 0, 1, -0.5, 2, 1.5, 0, 0.25, 3 } });
        }

        return table;
    }

    private static Valuations.Separable Separable() => new()
    {
        Own = { Line(2), Line(1), Line(3) },
        Effects = { new Valuations.Effect { Row = 0, Column = 1, Curve = Line(-0.25) } },
    };

    private static Valuations.Curve Line(double value) => new()
    {
        Points =
        {
            new Valuations.CurvePoint { Quality = 0, Value = 0 },
            new Valuations.CurvePoint { Quality = 1000, Value = value },
        },
    };

    private static Valuations.LinearExternalities Sparse()
    {
        var linear = new Valuations.LinearExternalities();
        for (uint i = 0; i < 3; i++)
        {
            linear.Entries.Add(new Valuations.Entry { Row = i, Column = i, Alpha = 1 });
            linear.Entries.Add(new Valuations.Entry { Row = i, Column = (i + 1) % 3, Alpha = -0.25 });
        }

        return linear;
    }

    private static V1.MarketDefinition With(V1.MarketDefinition golden, Action<V1.MarketDefinition> change)
    {
        V1.MarketDefinition variant = golden.Clone();
        change(variant);
        return variant;
    }
}
