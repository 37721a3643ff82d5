package io.github.tracker6.status;

/** The address families that a host was known by when it finished. The order is that of {@link DownloadFormat}. */
enum Families {
    IPV4,
    BOTH,
    IPV6
}
