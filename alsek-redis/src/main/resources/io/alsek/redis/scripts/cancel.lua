-- cancel.lua: lets the claim of a session stand no more.
--
-- KEYS  see queue.lua; then the two of standing.lua
-- ARGV  see queue.lua; then the session
-- Returns nothing if there was none; else its token, and what it handed over: number, queue, id of each
local session, STANDING, SESSIONS = take(), KEYS[EXTRA + 1], KEYS[EXTRA + 2]
local order = Standing.isSound(SESSIONS, STANDING) and call('HGET', SESSIONS, session)
if not order then
  return {}
end
local handedOver = Standing.handedOver(SESSIONS, session, order, 0)
Standing.cancel(STANDING, session, order)
Standing.forget(SESSIONS, session, order)
return { sub(order, 1, 8), handedOver }
