package io.github.tracker6.standalone;

import io.github.tracker6.address.Cidr;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The address or network of a trusted proxy as an operator writes it. Names are refused, because DNS is no proof. */
final class TrustedProxy implements ITypeConverter<Cidr> {
    @Override
    public Cidr convert(String text) {
        Cidr network;
        try {
            network = Cidr.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(
                    e.getMessage() + "; write the proxy's address or its network: ::1, 192.0.2.7 or 2001:db8::/64");
        }
        if (text.endsWith("/0")) {
            throw new TypeConversionException(
                    "'" + text + "' is every address: each client could choose its own; name the proxy's addresses");
        }
        return network;
    }
}
