/** What a backend author implements: small interfaces whose operations are atomic, batched and idempotent. */
@NullMarked
package io.alsek.spi;

import org.jspecify.annotations.NullMarked;
