package io.alsek.redis;

import io.alsek.spi.BackendException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What a failure means: whether the call had an effect, whether it passes by itself, and what to do about it.
 *
 * @param applied whether the call may have had an effect
 * @param passing whether it is likely to succeed when repeated soon
 * @param stale whether connections must be opened anew
 * @param explanation what is wrong, and the remedy
 */
record Failure(boolean applied, boolean passing, boolean stale, String explanation) {

    private static final Pattern CODE_IN_SCRIPT = Pattern.compile("user_script: ?\\d+: -?([A-Z]{3,}) ");

    static final String REPLICA = "it is a replica; connect to the master, by Sentinel if it may change";

    private static Failure refused(String explanation) {
        return new Failure(false, false, false, explanation);
    }

    private static Failure passing(String explanation) {
        return new Failure(false, true, false, explanation);
    }

    private static Failure moved(String explanation) {
        return new Failure(false, true, true, explanation);
    }

    static Failure of(JedisException e) {
        if (e instanceof JedisDataException) {
            return ofAnswer(String.valueOf(e.getMessage()));
        }
        Throwable root = root(e);
        String text = String.valueOf(e.getMessage());
        if (root instanceof UnknownHostException) {
            return refused("there is no host \"" + root.getMessage() + "\"; check the URL");
        }
        if (isOfTls(e)) {
            return refused("TLS failed (" + root.getMessage()
                    + "); does the server speak TLS at this port, and is its certificate trusted?");
        }
        if (root instanceof ConnectException
                || root instanceof NoRouteToHostException
                || text.startsWith("Failed to")) {
            return refused(
                    "it cannot be reached (" + root.getMessage() + "); is it running, and is the address right?");
        }
        if (text.contains("cluster support disabled")) {
            return refused("it is not a Redis Cluster; use redis:// or redis-sentinel://");
        }
        Failure unusable = unusable(e, text, root);
        if (unusable != null) {
            return unusable;
        }
        if (root instanceof SocketTimeoutException) {
            return new Failure(true, false, true, "it did not answer in time");
        }
        if (e instanceof JedisClusterOperationException && !(e.getCause() instanceof JedisConnectionException)) {
            return new Failure(true, false, true, text + "; is the cluster healthy?");
        }
        return new Failure(true, false, true, "the connection was lost (" + root.getMessage() + ")");
    }

    /** {@return why there is no connection; {@code null} if there was one} */
    private static @Nullable Failure unusable(JedisException e, String text, Throwable root) {
        if (text.startsWith("Could not initialize cluster")) {
            return refused(
                    "no node of a cluster answers; is it running, is it a Redis Cluster? If not, use redis:// or "
                            + "redis-sentinel:// (" + firstSuppressed(e) + ")");
        }
        if (text.startsWith("Could not get a resource")) {
            return refused("no connection can be had (" + root.getMessage() + ")");
        }
        if (text.contains("sentinel")) {
            return refused(
                    text + "; check the names of the sentinels and of the master, and sentinelLogin if they ask for a "
                            + "password");
        }
        return null;
    }

    /** {@return this failure, in a repetition of a call that may have had an effect, or not} */
    Failure after(boolean doubtful) {
        return doubtful && !applied ? new Failure(true, passing, stale, doubtful(explanation)) : this;
    }

    static String doubtful(String explanation) {
        return explanation + "; an earlier attempt may have had its effect";
    }

    /** The server refused: before the first write, since scripts check everything before it. */
    private static Failure ofAnswer(String text) {
        return switch (codeOf(text)) {
            case "LOADING" -> passing("it is still loading its data");
            case "TRYAGAIN" -> passing("a slot is being moved to another node");
            case "CLUSTERDOWN" -> passing("the cluster is down: some slots are served by no node");
            case "BUSY" -> passing("a script that is not ours keeps it busy; SCRIPT KILL ends it");
            case "READONLY" -> moved(REPLICA);
            case "MASTERDOWN" -> moved("it is a replica that has lost its master");
            case "UNBLOCKED" -> moved("it has become a replica");
            case "MOVED", "ASK" -> refused("it is a node of a Redis Cluster; use redis-cluster://");
            case "NOREPLICAS" -> refused("too few replicas are connected (min-replicas-to-write)");
            case "OOM" ->
                refused("its memory is full (maxmemory); give it more, or drain queues and values. "
                        + "Claiming and settling go on meanwhile");
            case "MISCONF" -> refused("it cannot write to its disk and takes no writes meanwhile; see its log");
            case "NOPERM" ->
                refused(text + "; the user needs ~{namespace}:* &{namespace}:* and the commands listed "
                        + "in docs/redis.md");
            case "WRONGPASS" -> refused("user name or password are wrong, or the user is disabled");
            case "NOAUTH" -> refused("it asks for a password; put it into the URL: redis://:password@host");
            case "WRONGTYPE" ->
                refused("a key in the namespace is of a wrong type: " + text
                        + "; somebody else writes there. Rename or delete it, or use another namespace");
            default -> ofOther(text);
        };
    }

    /** The word with which the answer begins; before Redis 7 it stands further on if a script met the error. */
    private static String codeOf(String text) {
        String code = text.contains(" ") ? text.substring(0, text.indexOf(' ')) : text;
        if (code.equals("ERR")) {
            Matcher inScript = CODE_IN_SCRIPT.matcher(text);
            if (inScript.find()) {
                return inScript.group(1);
            }
        }
        return code;
    }

    private static Failure ofOther(String text) {
        if (text.contains("cluster support disabled")) {
            return refused("it is not a Redis Cluster; use redis:// or redis-sentinel://");
        }
        if (text.contains("WRONGPASS") || text.contains("invalid password")) {
            return refused("user name or password are wrong, or the user is disabled");
        }
        if (text.contains("DB index")) {
            return refused("it has no such database: " + text);
        }
        if (text.contains("max number of clients")) {
            return passing("it has too many clients (maxclients)");
        }
        // A script that fails in its midst may have written already.
        boolean inScript = text.contains("script:") || text.contains("user_script");
        String remedy = inScript ? "; if somebody else writes in the namespace, remove that or use another one" : "";
        return new Failure(inScript, false, false, text + remedy);
    }

    /** Jedis hides what each node said. */
    private static String firstSuppressed(JedisException e) {
        return String.valueOf(e.getSuppressed().length == 0 ? e.getMessage() : e.getSuppressed()[0].getMessage());
    }

    private static boolean isOfTls(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            // A connection that was up and is gone is no matter of TLS, though TLS may be what tells of it.
            if (cause instanceof SSLHandshakeException || cause instanceof CertificateException) {
                return true;
            }
        }
        return root(e) instanceof SSLException;
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /**
     * What it means if the server was still being looked at.
     *
     * @param known whether it, or the one before it, was found good some time, so that the address is right
     */
    Failure beforeAnythingWasSent(boolean known) {
        String hint = applied && stale && !known
                ? "; check whether the server speaks TLS at this port (rediss://) or not (redis://), and whether it asks "
                        + "for a certificate"
                : "";
        return new Failure(false, passing, stale, explanation + hint);
    }

    /** {@return whether a key of a wrong type or a record of garbage was met: one queue's own misfortune} */
    static boolean isOfOneQueue(BackendException e) {
        return e.getCause() instanceof JedisDataException answer
                && (codeOf(String.valueOf(answer.getMessage())).equals("WRONGTYPE") || isInScript(answer));
    }

    private static boolean isInScript(JedisDataException answer) {
        String text = String.valueOf(answer.getMessage());
        return codeOf(text).equals("ERR") && (text.contains("script:") || text.contains("user_script"));
    }

    /** {@return the exception to be thrown} */
    BackendException toException(String what, String where, Throwable cause) {
        String message = "Redis at " + where + " failed at \"" + what + "\": " + explanation;
        return applied
                ? new BackendException.OutcomeUnknown(message, cause)
                : new BackendException.NotApplied(message, cause);
    }
}
