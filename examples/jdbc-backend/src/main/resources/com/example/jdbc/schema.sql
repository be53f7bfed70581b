-- The tables of the backend, for PostgreSQL and H2. Instants are milliseconds since 1970, as the SPI counts them.

-- Every message that the backend knows of is one row here: alive, dead, or done and only remembered. So it is always in
-- exactly one place, and the primary key sees to it that an id is taken once, whichever of these it is.
CREATE TABLE IF NOT EXISTS alsek_message (
    namespace    VARCHAR NOT NULL,
    queue        VARCHAR NOT NULL,
    id           VARCHAR NOT NULL,
    state        VARCHAR NOT NULL,  -- ALIVE, DEAD, or DONE: gone, but its id is still refused
    task         VARCHAR NOT NULL,
    priority     INTEGER NOT NULL,
    ready_at     BIGINT  NOT NULL,  -- as submitted
    expires_at   BIGINT,
    body         BYTEA   NOT NULL,
    retries      INTEGER NOT NULL,
    deliveries   INTEGER NOT NULL,
    failure      BYTEA,
    due_at       BIGINT  NOT NULL,  -- its place among its priority: when it became or becomes ready,
    ticket       BIGINT  NOT NULL,  -- and then who came first
    claimable_at BIGINT  NOT NULL,  -- when the next claim may take it: due_at, or where it is leased the end of the lease
    token        VARCHAR,           -- of its lease; null = nobody holds it
    counted      BOOLEAN NOT NULL,  -- whether its lease is a delivery; otherwise it is condemned
    reason       VARCHAR,           -- why it is dead
    died_at      BIGINT,
    gone_at      BIGINT,            -- when its dead letter is over
    forget_at    BIGINT,            -- when its id is free again
    PRIMARY KEY (namespace, queue, id)
);

-- For claims, which go by order, and for the question when there will be something to claim.
CREATE INDEX IF NOT EXISTS alsek_message_order
    ON alsek_message (namespace, queue, state, priority, due_at, ticket);
CREATE INDEX IF NOT EXISTS alsek_message_claimable
    ON alsek_message (namespace, queue, state, claimable_at);

-- For sweeps.
CREATE INDEX IF NOT EXISTS alsek_message_expiry ON alsek_message (namespace, state, expires_at);
CREATE INDEX IF NOT EXISTS alsek_message_gone ON alsek_message (namespace, state, gone_at);
CREATE INDEX IF NOT EXISTS alsek_message_forget ON alsek_message (namespace, state, forget_at);

-- Every queue that was ever used. Rows stay: whoever took one away might do so while a message comes in.
CREATE TABLE IF NOT EXISTS alsek_queue (
    namespace VARCHAR NOT NULL,
    queue     VARCHAR NOT NULL,
    paused    BOOLEAN NOT NULL,
    PRIMARY KEY (namespace, queue)
);

-- Tickets of arrival, and the fences of locks. Gaps do not matter, only that numbers grow.
CREATE SEQUENCE IF NOT EXISTS alsek_ticket;

CREATE TABLE IF NOT EXISTS alsek_value (
    namespace  VARCHAR NOT NULL,
    name       VARCHAR NOT NULL,
    data       BYTEA   NOT NULL,
    expires_at BIGINT,              -- null = never
    PRIMARY KEY (namespace, name)
);

CREATE INDEX IF NOT EXISTS alsek_value_expiry ON alsek_value (namespace, expires_at);

-- Who holds which lock; of a semaphore, several do.
CREATE TABLE IF NOT EXISTS alsek_hold (
    namespace  VARCHAR NOT NULL,
    name       VARCHAR NOT NULL,
    owner      VARCHAR NOT NULL,
    fence      BIGINT  NOT NULL,
    expires_at BIGINT  NOT NULL,
    PRIMARY KEY (namespace, name, owner)
);

-- One row for each namespace. Whoever acquires a lock locks that row first, so that permits are counted one by one.
CREATE TABLE IF NOT EXISTS alsek_namespace (
    namespace VARCHAR NOT NULL PRIMARY KEY
);

CREATE TABLE IF NOT EXISTS alsek_schedule (
    namespace  VARCHAR NOT NULL,
    name       VARCHAR NOT NULL,
    revision   BIGINT  NOT NULL,    -- another one after each write
    definition BYTEA   NOT NULL,
    state      BYTEA   NOT NULL,
    next_at    BIGINT,              -- null = never again
    paused     BOOLEAN NOT NULL,
    PRIMARY KEY (namespace, name)
);

CREATE INDEX IF NOT EXISTS alsek_schedule_due ON alsek_schedule (namespace, next_at);
