-- removeschedules.lua: removes schedules.
--
-- KEYS  1 HASH name -> schedule, 2 ZSET name (all, by bytes), 3 ZSET name by instant; see writeschedules.lua
-- ARGV  names
-- Returns how many there were
-- Upholds: nothing is removed if a key is of a wrong type, since nothing takes back what was removed before it is met.
for i, command in ipairs({ 'HLEN', 'ZCARD', 'ZCARD' }) do
  if type(redis.pcall(command, KEYS[i])) == 'table' then
    return redis.error_reply('WRONGTYPE ' .. KEYS[i] .. ' is not what Alsek keeps there')
  end
end
redis.call('ZREM', KEYS[2], unpack(ARGV))
redis.call('ZREM', KEYS[3], unpack(ARGV))
return redis.call('HDEL', KEYS[1], unpack(ARGV))
