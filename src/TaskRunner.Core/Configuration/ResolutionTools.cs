using TaskRunner.Configuration.Questions;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Configuration;

/// <summary>What all scopes of one resolution share.</summary>
internal sealed record ResolutionTools(ISecretVault Vault, SecretMask Mask, DiagnosticBag Diagnostics, string Language)
{
    public EvaluationOptions Options(ScopeQuestions questions) => new() { PointerPrefix = questions.Pointer, Language = Language };
}
