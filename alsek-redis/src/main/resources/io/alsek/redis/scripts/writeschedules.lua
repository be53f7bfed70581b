-- writeschedules.lua: adds schedules, changes them and moves them on, each with its effects and only if it is still at
-- the revision expected.
--
-- KEYS  see queue.lua; then 1 HASH name -> schedule, 2 ZSET name (all, by bytes), 3 ZSET name by instant (those that are
--       due some time and not paused)
-- ARGV  see queue.lua; then the channel of schedules, count, and for each: name (sortable), revision expected (8 bytes,
--       zeros = not there), schedule, number of effects, effects
-- A schedule is revision (8), nextAt (6, all ones = never), paused (1), length of the definition (4), definition, state.
-- Returns a byte per write: 1 written (now, or by the same write before), 0 refused
-- Upholds: one writer for each revision; what a firing submits goes with it, or neither. The first write may be refused
-- for want of memory; none after it.
local SCHEDULES, NAMES, AGENDA = KEYS[EXTRA + 1], KEYS[EXTRA + 2], KEYS[EXTRA + 3]
local NONE = string.rep('\0', 8)
for i, command in ipairs({ 'HLEN', 'ZCARD', 'ZCARD' }) do
  if isOfWrongType(command, KEYS[EXTRA + i]) then
    return wrongType(KEYS[EXTRA + i])
  end
end
local channel = take()
local first, count_ = arg + 1, tonumber(take())
local names, successors = {}, {}
for i = 1, count_ do
  names[i] = take()
  arg = arg + 2
  effects(nil, false, successors)
end
for g, list in pairs(successors) do
  lookUp(GROUPS[g], list)
end
local present = fetch(SCHEDULES, names, {})
local head = call('ZRANGE', AGENDA, 0, 0, 'WITHSCORES')[2]
local least = head and tonumber(head) or NEVER

arg = first
local outcomes, changed, planned, sooner = {}, {}, {}, false
for i = 1, count_ do
  local name, expected, schedule = take(), take(), take()
  local old = present[name]
  local revision = old and sub(old, 1, 8) or NONE
  local again = revision == sub(schedule, 1, 8)
  local apply = not again and revision == expected
  outcomes[i] = (again or apply) and '1' or '0'
  effects(nil, apply)
  if apply then
    present[name] = schedule
    changed[name] = true
    local at, paused = unbin('>I6B', schedule, 9)
    if paused == 0 and at < least then
      least = at
      sooner = true
    end
  end
end

for name in pairs(changed) do
  local schedule = present[name]
  local at, paused = unbin('>I6B', schedule, 9)
  call('HSET', SCHEDULES, name, schedule)
  call('ZADD', NAMES, 0, name)
  if paused == 0 and at < NEVER then
    call('ZADD', AGENDA, at, name)
  else
    call('ZREM', AGENDA, name)
  end
end
finish()
if sooner then
  call('PUBLISH', channel, '')
end
return table.concat(outcomes)
