/** What travels: messages, their payloads and settings, and how they become bytes. */
@NullMarked
package io.alsek.message;

import org.jspecify.annotations.NullMarked;
