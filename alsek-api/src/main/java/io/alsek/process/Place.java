package io.alsek.process;

/** The right to have one message run by a child. Obtained from {@link Children}, and to be left once. */
public final class Place {

    private final Children children;
    private final ChildMember member;

    Place(Children children, ChildMember member) {
        this.children = children;
        this.member = member;
    }

    /** {@return the child} */
    public ChildProcess child() {
        return member.process;
    }

    /** Lets the child be given nothing new, because it may have to be ended. */
    public void suspend() {
        children.suspend(member, 1);
    }

    /** Takes {@link #suspend()} back. */
    public void resume() {
        children.suspend(member, -1);
    }

    /** Ends the child, with all that it runs; none of its messages but one is to blame. */
    public void end(String why) {
        children.retire(member);
        member.process.end(why, true);
    }

    /** The message is over. */
    public void leave() {
        children.leave(member);
    }
}
