// Shows books with foliate-js in Chromium and takes a picture of every page. It is told what to do by one
// argument of JSON, and tells what it did in JSON. Nothing leaves the machine: it serves over loopback.
import { createRequire } from 'node:module'
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'

const { modules, browser: executablePath, jobs } = JSON.parse(process.argv[2])
const { chromium } = createRequire(join(modules, 'here.js'))('playwright-core')

const KINDS = { '.html': 'text/html', '.js': 'text/javascript', '.epub': 'application/epub+zip' }

const fileOf = address => {
    const path = normalize(decodeURIComponent(address.split('?')[0]))
    if (path === '/') return new URL('foliate.html', import.meta.url)
    if (path.startsWith('/modules/')) return join(modules, 'node_modules', path.slice('/modules/'.length))
    const book = path.match(/^\/book\/(\d+)\.epub$/)
    return book ? jobs[book[1]]?.book : null
}

const server = createServer(async (request, response) => {
    try {
        const file = fileOf(request.url)
        const body = await readFile(file)
        response.writeHead(200, { 'Content-Type': KINDS[extname(String(file))] ?? 'application/octet-stream' })
        response.end(body)
    } catch {
        response.writeHead(404).end()
    }
})
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
const address = `http://127.0.0.1:${server.address().port}`

const picturesOf = async (browser, { folder, width, height, scale, size, dark }, number) => {
    const context = await browser.newContext({
        viewport: { width, height },
        deviceScaleFactor: scale,
        colorScheme: dark ? 'dark' : 'light',
    })
    const page = await context.newPage()
    await page.goto(address)
    await page.waitForFunction(() => window.openBook)
    const sections = await page.evaluate(([at, size]) => window.openBook(at, size), [`/book/${number}.epub`, size])
    const pages = []
    for (let index = 0; index < sections; index++) {
        await page.evaluate(at => window.openSection(at), index)
        do {
            await page.waitForTimeout(60)
            const picture = join(folder, `${String(pages.length + 1).padStart(3, '0')}.png`)
            await page.screenshot({ path: picture })
            pages.push({ picture, text: await page.evaluate(() => window.shown) })
        } while (await page.evaluate(() => window.turn()))
    }
    await context.close()
    return pages
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const told = []
for (const [number, job] of jobs.entries()) told.push(await picturesOf(browser, job, number))
await browser.close()
server.close()
process.stdout.write(JSON.stringify(told))
