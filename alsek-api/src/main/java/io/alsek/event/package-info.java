/** What happens to messages: statuses, and the one ordered stream of events behind logs, metrics and assertions. */
@NullMarked
package io.alsek.event;

import org.jspecify.annotations.NullMarked;
