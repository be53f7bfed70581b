-- publish.lua: publishes notes.
--
-- KEYS  any key; decides which node of a cluster publishes
-- ARGV  channel, note, ...
for i = 1, #ARGV, 2 do
  redis.call('PUBLISH', ARGV[i], ARGV[i + 1])
end
return 0
