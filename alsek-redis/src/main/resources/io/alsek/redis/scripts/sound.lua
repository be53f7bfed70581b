-- sound.lua: refuses keys of a wrong type before anything is written, since nothing takes back what a script has done
-- before it fails. Put behind queue.lua for scripts that write.
do
  local problem = unsoundIndex()
  for g = 1, #GROUPS do
    problem = problem or unsound(g)
  end
  if problem then
    return problem
  end
end
