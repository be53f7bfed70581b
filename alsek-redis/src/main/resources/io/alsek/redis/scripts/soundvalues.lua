-- soundvalues.lua: refuses keys of a wrong type before anything is written. Put behind values.lua for scripts of values.
for i, command in ipairs({ 'HLEN', 'ZCARD' }) do
  if type(redis.pcall(command, KEYS[i])) == 'table' then
    return redis.error_reply('WRONGTYPE ' .. KEYS[i] .. ' is not what Alsek keeps there')
  end
end
