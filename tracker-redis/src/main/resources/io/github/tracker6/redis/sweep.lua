-- Drops expired endpoints of a swarm. Runs behind sweep-head.lua and swarm.lua.
load()
if not existed then
  return { 0, '' }
end
if large then
  -- The last pages first: a page that is merged away has been looked at.
  local first, count = tonumber(ARGV[3]), tonumber(ARGV[4])
  for class = 1, 6 do
    for number = math.min(first + count, pages[class]) - 1, first, -1 do
      if number < pages[class] then
        page(class, number)
      end
    end
  end
end
if expired == 0 then
  return { 0, large and redis.call('HGET', KEYS[2], 'h') or redis.call('GET', KEYS[1]) }
end
return { expired, save() }
