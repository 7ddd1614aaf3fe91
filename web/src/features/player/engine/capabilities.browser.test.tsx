import { expect, test } from 'vitest'
import { CapabilityProbe } from './capabilities'
import recorded from './chromium.fixture.json'

test('Chromium answers as recorded: the tables of decisions on the server are about these answers', async () => {
  sessionStorage.clear()
  expect(await new CapabilityProbe().read()).toEqual(recorded)
})
