package io.github.tracker6.standalone.doctor;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/** Asks the system's DNS servers for TXT records. Stateless. */
final class TxtRecords {
    private static final String TXT = "TXT";

    private TxtRecords() {}

    /** Returns the records of a name; none if DNS does not answer within about 2 seconds. */
    @SuppressWarnings({"BanJNDI", "JdkObsolete"}) // DNS alone is asked, for text; the JDK takes no other table.
    static List<String> of(String name) {
        Hashtable<String, String> settings = new Hashtable<>();
        settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        settings.put(Context.PROVIDER_URL, "dns:");
        settings.put("com.sun.jndi.dns.timeout.initial", "1000");
        settings.put("com.sun.jndi.dns.timeout.retries", "1");
        List<String> records = new ArrayList<>();
        try {
            DirContext dns = new InitialDirContext(settings);
            try {
                Attribute found = dns.getAttributes(name, new String[] {TXT}).get(TXT);
                for (int i = 0; found != null && i < found.size(); i++) {
                    records.add(String.valueOf(found.get(i)));
                }
            } finally {
                dns.close();
            }
        } catch (NamingException e) {
            return List.of(); // No record, or no DNS: names may come from elsewhere, such as /etc/hosts.
        }
        return records;
    }
}
