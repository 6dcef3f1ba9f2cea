using System.Text.Json.Serialization;
using Candor.Simulation.Detection;

namespace Candor.Simulation;

/// <summary>What a simulation found. Its JSON keeps the names that its readers know.</summary>
/// <param name="Synthetic">What is invented and what is real.</param>
/// <param name="Seed">The seed.</param>
/// <param name="RecordsPerParticipant">Records a participant.</param>
/// <param name="BadSharePerMillion">The audit policy's δ in millionths.</param>
/// <param name="SecurityBits">The audit policy's -log2 of ε.</param>
/// <param name="Openings">The records that an audit opens.</param>
/// <param name="Kinds">What became of each kind of participant.</param>
/// <param name="Platforms">What came of each lie of a platform; empty in markets of version 1.</param>
/// <param name="Detection">How often sampled audits detect invalid records.</param>
/// <param name="Training">What became of cheaters in markets that train, and of what platforms and validators tried there;
/// empty where no such market was asked for.</param>
/// <param name="Holds">Whether every promise of the protocol was kept.</param>
public sealed record SimulationReport(
    string Synthetic,
    ulong Seed,
    [property: JsonPropertyName("recordsPerCompany")] int RecordsPerParticipant,
    int BadSharePerMillion,
    int SecurityBits,
    ulong Openings,
    IReadOnlyList<KindResult> Kinds,
    IReadOnlyList<KindResult> Platforms,
    IReadOnlyList<DetectionPoint> Detection,
    IReadOnlyList<TrainingResult> Training,
    bool Holds);

/// <summary>What became of a kind of participant, or of a platform's lie, in one market.</summary>
/// <param name="Overlap">What the market does about overlap.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Tries">What it does.</param>
/// <param name="Tried">How many tried.</param>
/// <param name="Caught">How many were refused and are out of the outcome, or how many lies were noticed.</param>
/// <param name="Findings">Where and why.</param>
/// <param name="Promised">What the protocol promises.</param>
/// <param name="Kept">Whether it kept that.</param>
public sealed record KindResult(
    [property: JsonPropertyName("comparison")] string Overlap,
    string Kind,
    string Tries,
    int Tried,
    int Caught,
    IReadOnlyList<FindingCount> Findings,
    string Promised,
    bool Kept);

/// <summary>What became of one kind of cheating in markets that train.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Tries">Who does what.</param>
/// <param name="Markets">In how many markets, one cheater each.</param>
/// <param name="Named">How often it was named: its report fell, or its message was refused; of platforms and validators, how
/// often members did not act on it.</param>
/// <param name="OthersNamed">How many others fell or had a message refused, in all of them.</param>
/// <param name="Findings">Why.</param>
/// <param name="Promised">What the protocol promises.</param>
/// <param name="Kept">Whether it kept that, in all of them.</param>
public sealed record TrainingResult(
    string Kind,
    string Tries,
    int Markets,
    int Named,
    int OthersNamed,
    IReadOnlyList<FindingCount> Findings,
    string Promised,
    bool Kept);

/// <summary>How many were refused at one step for one reason.</summary>
/// <param name="Where">The step.</param>
/// <param name="Why">The protocol's reason.</param>
/// <param name="Count">How many.</param>
public sealed record FindingCount(string Where, string Why, int Count);
