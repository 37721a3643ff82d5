-- Drops expired endpoints of a swarm, and the pages that they leave sparse. Runs behind sweep-head.lua and swarm.lua.
local MOST_EXPIRED, MOST_MERGES = 200, 200

load()
if not existed then
  return { 0, '', -1, TTL }
end
local changed, on, eldestAge = false, -1, 0

-- The oldest that a page knows of may have been seen again since.
local function look(class, number)
  local records, size = page(class, number), SIZE[class]
  local age = #records > 0 and ageOf(oldest[class][number]) or 0
  if age > eldestAge then
    for offset = 12, size, 20 do
      for at = 1 + (size == 26 and 24 or offset), #records, size do
        eldestAge = math.max(eldestAge, ageOf(struct.unpack('>H', records, at)))
      end
    end
  end
end

if large then
  local number, last = tonumber(ARGV[2]), 0
  local stop = number + tonumber(ARGV[3])
  for class = 1, 6 do
    last = math.max(last, pages[class])
  end
  while number < stop and number < last and expired < MOST_EXPIRED do
    for class = 6, 1, -1 do
      if number < pages[class] then
        look(class, number)
      end
    end
    number = number + 1
  end
  if number < last then
    on = number
  end
  for class = 1, 6 do
    local merges = 0
    while isSparse(class) and merges < MOST_MERGES and expired < MOST_EXPIRED do
      reshape(class)
      merges = merges + 1
      changed = true
    end
    if isSparse(class) then
      on = number
    end
  end
end
if expired == 0 and not changed and not trimmedAny then
  return { 0, large and largeHeader() or smallBlob(), on, TTL - eldestAge }
end
return { expired, save(), on, TTL - eldestAge }
