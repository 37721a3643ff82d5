package io.github.tracker6.standalone;

import io.github.tracker6.FamilyPolicy;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code ipv6-first}, {@code balanced} and {@code same-family}. */
final class FamilyPolicyConverter implements ITypeConverter<FamilyPolicy> {
    @Override
    public FamilyPolicy convert(String text) {
        return EnumSet.allOf(FamilyPolicy.class).stream()
                .filter(policy -> word(policy).equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new TypeConversionException("'" + text + "' is neither ipv6-first nor balanced nor same-family"
                                + Suggestion.of(text, List.of("ipv6-first", "balanced", "same-family"), "")));
    }

    private static String word(FamilyPolicy policy) {
        return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
