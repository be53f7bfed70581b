-- browseschedules.lua: lists schedules by name.
--
-- KEYS  1 HASH name -> schedule, 2 ZSET name (all, by bytes); see writeschedules.lua
-- ARGV  1 name behind which to begin ('' = with the first), 2 most
-- Returns {name, schedule, ...}
local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
local names = redis.call('ZRANGEBYLEX', KEYS[2], from, '+', 'LIMIT', 0, ARGV[2])
local found = {}
for i = 1, #names do
  found[2 * i - 1] = names[i]
  found[2 * i] = redis.call('HGET', KEYS[1], names[i])
end
return found
