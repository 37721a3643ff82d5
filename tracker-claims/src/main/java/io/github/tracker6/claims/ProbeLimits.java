package io.github.tracker6.claims;

/**
 * The numbers of probes that are allowed.
 *
 * @param atOnce at the same time
 * @param perSecond begun within any second
 * @param perSource begun within any hour for one source: an IPv4 address or an IPv6 /64
 * @param perTarget begun within any hour at one target: an IPv4 address or an IPv6 /64
 * @param perTargetNetwork begun within any hour at one network: an IPv4 /24 or an IPv6 /48
 */
record ProbeLimits(int atOnce, int perSecond, int perSource, int perTarget, int perTargetNetwork) {}
