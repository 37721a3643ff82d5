/**
 * The UDP adapter: the codecs of BEP 15 and BEP 41, connection ids, and a server. It may use the core and the JDK. It
 * knows no other adapter and no store backend.
 */
@NullMarked
package io.github.tracker6.udp;

import org.jspecify.annotations.NullMarked;
