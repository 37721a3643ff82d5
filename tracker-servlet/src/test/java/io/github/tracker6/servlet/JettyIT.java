package io.github.tracker6.servlet;

import io.github.tracker6.testkit.HttpOddity;
import java.util.Set;

/** The filter in Jetty. */
class JettyIT extends TrackerFilterContract {
    @Override
    ServletServer server(ServletServer.Application application) throws Exception {
        return new JettyServer(application);
    }

    @Override
    protected Set<HttpOddity> refusals() {
        return Set.of(
                HttpOddity.RAW_BYTES,
                HttpOddity.RAW_UTF8,
                HttpOddity.RAW_CONTROL_BYTES,
                HttpOddity.PERCENT_IN_PATH,
                HttpOddity.ENCODED_SLASH,
                HttpOddity.DOUBLE_SLASH);
    }
}
