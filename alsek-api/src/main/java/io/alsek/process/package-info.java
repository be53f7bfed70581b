/**
 * Child processes that run tasks, and what goes between them and their parent: the pipes, the frames on them, and the
 * rules by which children come and go. Knows nothing of attempts; those are the business of the worker pools.
 */
@NullMarked
package io.alsek.process;

import org.jspecify.annotations.NullMarked;
