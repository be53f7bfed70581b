-- agenda.lua: tells which queues are due to be swept, and forgets sessions that are gone.
--
-- KEYS  see queue.lua, without queues; then the two of standing.lua
-- ARGV  see queue.lua, without queues; then most, where to go on among the sessions ('0' = at the beginning)
-- Returns {time, names, the instant of the first that is not due (-1 = none), where to go on}
local most, cursor = tonumber(take()), take()
local STANDING, SESSIONS, KEPT = KEYS[EXTRA + 1], KEYS[EXTRA + 2], 3600000
if Standing.isSound(SESSIONS, STANDING) then
  local page = call('HSCAN', SESSIONS, cursor, 'COUNT', 100)
  cursor = page[1]
  for i = 1, #page[2], 2 do
    local session, order = page[2][i], page[2][i + 1]
    if #session == 22 and #order > 14 and unbin('>I6', order, 9) + KEPT <= now then
      Standing.cancel(STANDING, session, order)
      Standing.forget(SESSIONS, session, order)
    end
  end
end
local due = call('ZRANGEBYSCORE', KEYS[4], '-inf', now, 'LIMIT', 0, most)
local next_ = call('ZRANGEBYSCORE', KEYS[4], '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
return { now, due, tonumber(next_ or -1), cursor }
